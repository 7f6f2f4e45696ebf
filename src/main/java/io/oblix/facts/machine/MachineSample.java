package io.oblix.facts.machine;

/** One look at the machine, as {@link MachineFacts} has its figures, before any smoothing. */
public record MachineSample(
        double cpuPercent,
        double memoryPercent,
        double loadPerCore,
        double gpuPercent,
        double gpuMemoryPercent,
        boolean onBattery) {}

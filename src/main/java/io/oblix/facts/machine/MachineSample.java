package io.oblix.facts.machine;

/** One measurement, before smoothing. {@link MachineFacts} has the same figures, with their units and ranges. */
public record MachineSample(
        double cpuPercent,
        double memoryPercent,
        double loadPerCore,
        double gpuPercent,
        double gpuMemoryPercent,
        boolean onBattery,
        double modelCpuPercent) {

    /** Without a local model on this machine. */
    MachineSample(
            double cpuPercent,
            double memoryPercent,
            double loadPerCore,
            double gpuPercent,
            double gpuMemoryPercent,
            boolean onBattery) {
        this(cpuPercent, memoryPercent, loadPerCore, gpuPercent, gpuMemoryPercent, onBattery, 0);
    }
}

package io.oblix.settings;

import java.time.Duration;

/**
 * When the machine counts as busy.
 *
 * @param cpuPercent 0 to 100
 * @param memoryPercent 0 to 100
 * @param gpuPercent 0 to 100
 * @param gpuCriticalPercent 0 to 100; passed, the machine is CRITICAL at once
 * @param loadPerCore load average per core, over 0
 * @param sampleInterval between two looks
 */
public record MachineSettings(
        double cpuPercent,
        double memoryPercent,
        double gpuPercent,
        double gpuCriticalPercent,
        double loadPerCore,
        Duration sampleInterval) {}

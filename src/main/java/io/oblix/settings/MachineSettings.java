package io.oblix.settings;

import java.time.Duration;

/**
 * When the machine counts as busy.
 *
 * @param cpuPercent 0 to 100
 * @param memoryPercent 0 to 100
 * @param gpuPercent 0 to 100
 * @param gpuCriticalPercent 0 to 100; above it, the machine is CRITICAL whatever else is free
 * @param loadPerCore load average per core, over 0
 * @param sampleInterval between two samples, 100 ms to 1 min
 */
public record MachineSettings(
        double cpuPercent,
        double memoryPercent,
        double gpuPercent,
        double gpuCriticalPercent,
        double loadPerCore,
        Duration sampleInterval) {

    static MachineSettings of(SettingsReader read) throws StartFailure {
        return new MachineSettings(
                read.number("oblix.resource.cpu-threshold", 0, 100),
                read.number("oblix.resource.memory-threshold", 0, 100),
                read.number("oblix.resource.gpu-threshold", 0, 100),
                read.number("oblix.resource.gpu-critical", 0, 100),
                read.number("oblix.resource.load-threshold", 0.001, 10_000),
                read.duration("oblix.resource.sample-interval", "100ms", "1m"));
    }
}

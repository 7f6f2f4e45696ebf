package io.oblix.settings;

import io.oblix.facts.machine.MachineFacts.State;
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
        Duration sampleInterval) {

    /** One threshold passed is CONSTRAINED; two, or the graphics card's critical one, are CRITICAL. */
    public State stateOf(double cpu, double memory, double gpu, double load) {
        int passed = (cpu > cpuPercent ? 1 : 0)
                + (memory > memoryPercent ? 1 : 0)
                + (gpu > gpuPercent ? 1 : 0)
                + (load > loadPerCore ? 1 : 0);
        if (passed > 1 || gpu > gpuCriticalPercent) {
            return State.CRITICAL;
        }
        return passed == 1 ? State.CONSTRAINED : State.AVAILABLE;
    }
}

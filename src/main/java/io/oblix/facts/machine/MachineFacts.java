package io.oblix.facts.machine;

import io.oblix.settings.MachineSettings;

/**
 * The state of the machine that the local model runs on, as {@code header.OblixMachine}; sampled in the background and
 * smoothed over about three seconds, so that one spike does not flip a decision.
 *
 * @param state {@code AVAILABLE}: no threshold is passed; {@code CONSTRAINED}: one is; {@code CRITICAL}: two are, or
 *     the graphics card is past its critical one
 * @param executionTarget where the next answer would best be made: {@code CLOUD} when the state is CRITICAL, else
 *     {@code LOCAL_GPU} where Ollama has the model on one, else {@code LOCAL_CPU}
 * @param cpuPercent of all cores together, 0 to 100; in a container that may use less, of what it may use where that is
 *     the scarcer
 * @param memoryPercent in use and not free for a model, 0 to 100; in a container with a limit, of that where it is the
 *     scarcer
 * @param loadPerCore the load average of the last minute, per core; of the machine in a container too, because the
 *     system counts no other; 0 where it counts none (Windows)
 * @param gpuPercent of the busiest graphics card, 0 to 100; -1 where the system does not tell
 * @param onBattery whether the machine runs on its battery
 * @param gpuMemoryPercent in use of the fullest graphics card's memory, 0 to 100; -1 where the system does not tell. No
 *     threshold of the state: a model that fills its card is as it should be
 */
public record MachineFacts(
        State state,
        ExecutionTarget executionTarget,
        double cpuPercent,
        double memoryPercent,
        double loadPerCore,
        double gpuPercent,
        boolean onBattery,
        double gpuMemoryPercent) {

    public enum State {
        AVAILABLE,
        CONSTRAINED,
        CRITICAL;

        /** One threshold passed is CONSTRAINED; two, or the graphics card's critical one, are CRITICAL. */
        public static State of(MachineSettings thresholds, double cpu, double memory, double gpu, double load) {
            int passed = (cpu > thresholds.cpuPercent() ? 1 : 0)
                    + (memory > thresholds.memoryPercent() ? 1 : 0)
                    + (gpu > thresholds.gpuPercent() ? 1 : 0)
                    + (load > thresholds.loadPerCore() ? 1 : 0);
            if (passed > 1 || gpu > thresholds.gpuCriticalPercent()) {
                return CRITICAL;
            }
            return passed == 1 ? CONSTRAINED : AVAILABLE;
        }
    }

    public enum ExecutionTarget {
        LOCAL_CPU,
        LOCAL_GPU,
        CLOUD
    }
}

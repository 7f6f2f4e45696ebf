package io.oblix.facts.machine;

import io.oblix.settings.MachineSettings;

/**
 * The state of the machine that the local model runs on, as {@code header.OblixMachine}. Sampled in the background and
 * smoothed over about three seconds, so that one spike does not change a decision.
 *
 * @param state {@code AVAILABLE}: no threshold is exceeded; {@code CONSTRAINED}: one is; {@code CRITICAL}: two are, or
 *     the critical threshold of the graphics card is
 * @param executionTarget the best place for the next answer: {@code CLOUD} when the state is CRITICAL, else
 *     {@code LOCAL_GPU} if Ollama has loaded the model on a graphics card, else {@code LOCAL_CPU}
 * @param cpuPercent of all cores together, without what the local model's server uses, 0 to 100; in a container with a
 *     limit, the share of the limit if that is higher
 * @param memoryPercent in use and not available to a model, 0 to 100; in a container with a limit, the share of the limit
 *     if that is higher
 * @param loadPerCore the load average of the last minute, per core, without the local model's part; in a container that of
 *     the whole machine, because Linux has no other; 0 on Windows, which has none
 * @param gpuPercent of the busiest graphics card, 0 to 100; -1 if the system does not report it. While a model on the card
 *     answers a request of ours, no more than before
 * @param onBattery whether the machine runs on battery
 * @param gpuMemoryPercent in use of the fullest graphics card's memory, 0 to 100; -1 if the system does not report it.
 *     Not part of the state: a model is supposed to fill its card
 * @param modelCpuPercent what the local model's server uses, 0 to 100; with {@code cpuPercent} it is all that is used. 0
 *     when it runs on another machine
 */
public record MachineFacts(
        State state,
        ExecutionTarget executionTarget,
        double cpuPercent,
        double memoryPercent,
        double loadPerCore,
        double gpuPercent,
        boolean onBattery,
        double gpuMemoryPercent,
        double modelCpuPercent) {

    public enum State {
        AVAILABLE,
        CONSTRAINED,
        CRITICAL;

        /** CONSTRAINED beyond one threshold; CRITICAL beyond two, or beyond the graphics card's critical one. */
        public static State of(MachineSettings thresholds, double cpu, double memory, double gpu, double load) {
            int exceeded = (cpu > thresholds.cpuPercent() ? 1 : 0)
                    + (memory > thresholds.memoryPercent() ? 1 : 0)
                    + (gpu > thresholds.gpuPercent() ? 1 : 0)
                    + (load > thresholds.loadPerCore() ? 1 : 0);
            if (exceeded > 1 || gpu > thresholds.gpuCriticalPercent()) {
                return CRITICAL;
            }
            return exceeded == 1 ? CONSTRAINED : AVAILABLE;
        }
    }

    public enum ExecutionTarget {
        LOCAL_CPU,
        LOCAL_GPU,
        CLOUD
    }
}

package io.oblix.facts.network;

import io.oblix.settings.NetworkSettings;

/**
 * The line to the configured cloud endpoint, as {@code header.OblixNetwork}.
 *
 * @param state {@code DISCONNECTED}: the last two checks or calls found nobody; {@code DEGRADED}: a threshold is
 *     passed; else {@code OPTIMAL}, also while nothing is known yet
 * @param connectionTarget what the line allows: {@code LOCAL}, {@code HYBRID} or {@code CLOUD}, in the order of the
 *     states
 * @param latencyMillis the time that the endpoint takes to answer a check, the median of the last five; 0 while nothing
 *     is known
 * @param packetLossPercent checks and calls that found nobody, of the last ten, 0 to 100
 * @param bandwidthMbps megabits a second, as large requests went up in the last ten minutes; -1 while there was none
 */
public record NetworkFacts(
        State state,
        ConnectionTarget connectionTarget,
        double latencyMillis,
        double packetLossPercent,
        double bandwidthMbps) {

    public enum State {
        OPTIMAL,
        DEGRADED,
        DISCONNECTED;

        /**
         * The state of a line that is connected: DEGRADED when a threshold is passed.
         *
         * @param bandwidthMbps -1 while nothing is known
         */
        public static State whenConnected(
                NetworkSettings thresholds, double latencyMillis, double lossPercent, double bandwidthMbps) {
            boolean degraded = latencyMillis > thresholds.latency().toNanos() / 1e6
                    || lossPercent > thresholds.packetLossPercent()
                    || (bandwidthMbps >= 0 && bandwidthMbps < thresholds.bandwidthMbps());
            return degraded ? DEGRADED : OPTIMAL;
        }
    }

    public enum ConnectionTarget {
        LOCAL,
        CLOUD,
        HYBRID;

        public static ConnectionTarget of(State state) {
            return switch (state) {
                case OPTIMAL -> CLOUD;
                case DEGRADED -> HYBRID;
                case DISCONNECTED -> LOCAL;
            };
        }
    }
}

package io.oblix.facts.network;

import io.oblix.settings.NetworkSettings;

/**
 * The network path to the configured cloud endpoint, as {@code header.OblixNetwork}.
 *
 * @param state {@code DISCONNECTED}: the last two checks or calls did not reach the endpoint; {@code DEGRADED}: a
 *     threshold is exceeded; otherwise {@code OPTIMAL}, also before the first check
 * @param connectionTarget what the network allows: {@code LOCAL} when disconnected, {@code HYBRID} when degraded,
 *     {@code CLOUD} when optimal
 * @param latencyMillis until the endpoint answers a check, the median of the last five; 0 before the second check
 * @param packetLossPercent the share of the last ten checks and calls that did not reach the endpoint, 0 to 100
 * @param bandwidthMbps megabits per second at which large requests were sent in the last ten minutes; -1 without any
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
         * The state of a connected network: DEGRADED beyond a threshold.
         *
         * @param bandwidthMbps -1 if unknown
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

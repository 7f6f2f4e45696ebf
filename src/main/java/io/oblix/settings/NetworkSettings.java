package io.oblix.settings;

import io.oblix.facts.network.NetworkFacts.State;
import java.time.Duration;

/**
 * When the line counts as bad.
 *
 * @param latency above which it is DEGRADED
 * @param packetLossPercent above which it is DEGRADED, 0 to 100
 * @param bandwidthMbps below which it is DEGRADED
 * @param checkInterval between two checks while all is well; after a failure the next one comes sooner
 */
public record NetworkSettings(
        Duration latency, double packetLossPercent, double bandwidthMbps, Duration checkInterval) {

    /**
     * A line that stands: one threshold passed is DEGRADED.
     *
     * @param bandwidth -1 while nothing is known
     */
    public State stateOf(double latencyMillis, double packetLoss, double bandwidth) {
        boolean degraded = latencyMillis > latency.toNanos() / 1e6
                || packetLoss > packetLossPercent
                || (bandwidth >= 0 && bandwidth < bandwidthMbps);
        return degraded ? State.DEGRADED : State.OPTIMAL;
    }
}

package io.oblix.settings;

import java.time.Duration;

/**
 * When the network counts as DEGRADED.
 *
 * @param latency the most that is good, 1 ms to 1 h
 * @param packetLossPercent the most that is good, 0 to 100
 * @param bandwidthMbps the least that is good, from 0
 * @param checkInterval between two checks while all is well, 1 s to 24 h; after a failure the next one comes sooner
 */
public record NetworkSettings(
        Duration latency, double packetLossPercent, double bandwidthMbps, Duration checkInterval) {

    static NetworkSettings of(SettingsReader read) throws StartFailure {
        return new NetworkSettings(
                read.duration("oblix.connectivity.latency-threshold", "1ms", "1h"),
                read.number("oblix.connectivity.packet-loss-threshold", 0, 100),
                read.number("oblix.connectivity.bandwidth-threshold", 0, 1_000_000),
                read.duration("oblix.connectivity.check-interval", "1s", "24h"));
    }
}

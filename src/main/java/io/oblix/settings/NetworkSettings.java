package io.oblix.settings;

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
        Duration latency, double packetLossPercent, double bandwidthMbps, Duration checkInterval) {}

package io.oblix.settings;

import java.time.Duration;

/**
 * When the circuit of a failing model opens.
 *
 * @param failureRatePercent of the last calls, from 1 to 100
 * @param windowCalls how many last calls count, from 2 to 1000
 * @param openDuration how long the circuit stays open at first, from 10 ms to 1 h
 * @param maxOpenDuration the longest it stays open after repeated failures, from 10 ms to 1 h; never less than at first
 */
public record BreakerSettings(
        double failureRatePercent, int windowCalls, Duration openDuration, Duration maxOpenDuration) {

    static BreakerSettings of(SettingsReader read) throws StartFailure {
        return new BreakerSettings(
                read.number("oblix.breaker.failure-rate", 1, 100),
                read.integer("oblix.breaker.window", 2, 1000),
                read.duration("oblix.breaker.open-duration", "10ms", "1h"),
                read.duration("oblix.breaker.max-open-duration", "10ms", "1h"));
    }

    /** How long it stays open at the most. */
    public Duration longestOpenDuration() {
        return maxOpenDuration.compareTo(openDuration) > 0 ? maxOpenDuration : openDuration;
    }
}

package io.oblix.settings;

import java.time.Duration;

/**
 * When a model that fails is left alone.
 *
 * @param failureRatePercent of the last calls, from 1 to 100
 * @param windowCalls how many last calls count
 * @param openDuration how long it is left alone at first
 * @param maxOpenDuration how long at most, after it has failed again and again
 */
public record BreakerSettings(
        double failureRatePercent, int windowCalls, Duration openDuration, Duration maxOpenDuration) {}

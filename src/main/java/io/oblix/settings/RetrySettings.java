package io.oblix.settings;

import java.time.Duration;

/**
 * How often one model is asked.
 *
 * @param maxAttempts calls per target, in all
 * @param maxDelay the longest wait between two; a provider that asks for more is not asked again
 * @param total for all of it, from reading the request to the end of the answer
 */
public record RetrySettings(int maxAttempts, Duration maxDelay, Duration total) {}

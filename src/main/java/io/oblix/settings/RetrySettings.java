package io.oblix.settings;

import java.time.Duration;

/**
 * How often one model is called for one request.
 *
 * @param maxAttempts calls in all, 1 to 10
 * @param maxDelay the longest wait between two, up to 1 h; a provider that asks for more is not retried
 * @param total for the whole request, from reading it to the end of the answer, 1 ms to 24 h
 */
public record RetrySettings(int maxAttempts, Duration maxDelay, Duration total) {

    static RetrySettings of(SettingsReader read) throws StartFailure {
        return new RetrySettings(
                read.integer("oblix.retry.max-attempts", 1, 10),
                read.duration("oblix.retry.max-delay", "0ms", "1h"),
                read.duration("oblix.timeout.total", "1ms", "24h"));
    }
}

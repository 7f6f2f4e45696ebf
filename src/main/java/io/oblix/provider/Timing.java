package io.oblix.provider;

/**
 * Where the time of one answer went, by the model's own clock.
 *
 * @param loadNanos to have the model in memory; a few milliseconds where it was there already
 * @param promptTokens all of the prompt's
 * @param cachedTokens those of the prompt that it still knew from a request before
 * @param readNanos that reading the others took
 * @param writeTokens of the answer
 * @param writeNanos that writing them took
 */
public record Timing(
        long loadNanos, long promptTokens, long cachedTokens, long readNanos, long writeTokens, long writeNanos) {}

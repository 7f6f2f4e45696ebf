package io.oblix.provider;

/**
 * Where the time of one answer went, by the provider's own clock.
 *
 * @param loadNanos for loading the model; a few milliseconds if it was in memory
 * @param promptTokens of the whole prompt
 * @param cachedTokens of the part of the prompt that was still cached from an earlier request
 * @param readNanos for reading the rest of the prompt
 * @param writeTokens of the answer
 * @param writeNanos for generating the answer
 */
public record Timing(
        long loadNanos, long promptTokens, long cachedTokens, long readNanos, long writeTokens, long writeNanos) {}

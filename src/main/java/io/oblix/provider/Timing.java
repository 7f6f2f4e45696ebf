package io.oblix.provider;

/**
 * Where the time of one answer went, by the model's own clock.
 *
 * @param loadNanos to have the model in memory; a few milliseconds where it was there already
 * @param readTokens of the prompt, those from a cache among them
 * @param readNanos that reading them took
 * @param writeTokens of the answer
 * @param writeNanos that writing them took
 */
public record Timing(long loadNanos, long readTokens, long readNanos, long writeTokens, long writeNanos) {}

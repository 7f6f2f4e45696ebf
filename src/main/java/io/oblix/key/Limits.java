package io.oblix.key;

/**
 * How much a key may ask for; of each, 0 is without a limit.
 *
 * @param requestsPerMinute at least 0
 * @param tokensPerMinute of prompts and answers together, at least 0
 * @param concurrentRequests at a time, at least 0
 */
public record Limits(int requestsPerMinute, int tokensPerMinute, int concurrentRequests) {

    public static final Limits NONE = new Limits(0, 0, 0);
}

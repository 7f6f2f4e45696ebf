package io.oblix.chat;

/**
 * Tokens of one answer, as the provider counted them or as they were estimated. A count below 0 or above a billion is not
 * believed: money is reckoned with it.
 *
 * @param promptTokens all tokens of the prompt, cached ones included
 * @param completionTokens all tokens of the answer, thinking included
 * @param cachedTokens how many of the prompt's were read from a cache
 * @param cacheWriteTokens how many of the prompt's were written to one
 * @param reasoningTokens how many of the answer's were thinking
 * @param isEstimate whether the provider did not count them
 */
public record Usage(
        long promptTokens,
        long completionTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        boolean isEstimate) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    private static final long MAX = 1_000_000_000;

    public Usage {
        promptTokens = believed(promptTokens);
        completionTokens = believed(completionTokens);
        cachedTokens = believed(cachedTokens);
        cacheWriteTokens = believed(cacheWriteTokens);
        reasoningTokens = believed(reasoningTokens);
    }

    private static long believed(long tokens) {
        return Math.max(0, Math.min(tokens, MAX));
    }

    /** As the provider counted them. */
    public Usage(
            long promptTokens, long completionTokens, long cachedTokens, long cacheWriteTokens, long reasoningTokens) {
        this(promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens, false);
    }

    public static Usage estimated(long promptTokens, long completionTokens, long reasoningTokens) {
        return new Usage(promptTokens, completionTokens, 0, 0, reasoningTokens, true);
    }

    public static Usage of(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, 0, 0, 0);
    }

    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens,
                cacheWriteTokens + other.cacheWriteTokens,
                reasoningTokens + other.reasoningTokens,
                isEstimate || other.isEstimate);
    }

    public long totalTokens() {
        return promptTokens + completionTokens;
    }
}

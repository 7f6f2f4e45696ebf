package io.oblix.settings;

import io.oblix.chat.Usage;

/**
 * What a model costs, in USD for a million tokens.
 *
 * @param model {@code provider:name}, without a date at its end
 * @param inputUsd for the prompt
 * @param outputUsd for the answer, thinking included
 * @param cachedInputUsd for what of the prompt was read from a cache
 * @param cacheWriteUsd for what of the prompt was written to one
 * @param longAboveTokens of a prompt, from where on all of the request costs more; 0 where length does not matter
 * @param longInputFactor how many times as much its prompt costs then
 * @param longOutputFactor how many times as much its answer costs then
 */
public record Price(
        String model,
        double inputUsd,
        double outputUsd,
        double cachedInputUsd,
        double cacheWriteUsd,
        int longAboveTokens,
        double longInputFactor,
        double longOutputFactor) {

    private static final double PER_MILLION = 1e-6;

    /** A price that does not depend on the prompt's length. */
    public static Price of(String model, double inputUsd, double outputUsd, double cachedInputUsd) {
        return new Price(model, inputUsd, outputUsd, cachedInputUsd, inputUsd, 0, 1, 1);
    }

    /** Whether it is that of a model under this name: its own, or its own with a date or {@code latest} behind it. */
    public boolean fits(String name) {
        if (!name.startsWith(model)) {
            return false;
        }
        String rest = name.substring(model.length());
        return rest.isEmpty() || rest.equals("-latest") || isDate(rest);
    }

    /** {@code -20250929}, {@code -2024-08-06} and {@code -0125}. */
    private static boolean isDate(String rest) {
        return rest.length() >= "-0125".length()
                && rest.charAt(0) == '-'
                && rest.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    /** What a request will cost when nothing of it comes from a cache. */
    public double usd(double promptTokens, double outputTokens) {
        boolean isLong = isLong(promptTokens);
        return PER_MILLION
                * (promptTokens * inputUsd * (isLong ? longInputFactor : 1)
                        + outputTokens * outputUsd * (isLong ? longOutputFactor : 1));
    }

    /** What an answer has cost. */
    public double usd(Usage usage) {
        double cached = usage.cachedTokens();
        double written = usage.cacheWriteTokens();
        double plain = Math.max(0, usage.promptTokens() - cached - written);
        boolean isLong = isLong((double) usage.promptTokens());
        return PER_MILLION
                * ((plain * inputUsd + cached * cachedInputUsd + written * cacheWriteUsd)
                                * (isLong ? longInputFactor : 1)
                        + usage.completionTokens() * outputUsd * (isLong ? longOutputFactor : 1));
    }

    private boolean isLong(double promptTokens) {
        return longAboveTokens > 0 && promptTokens > longAboveTokens;
    }
}

package io.oblix.facts;

/**
 * The cloud model, as {@code header.OblixCloud}: how it is, and what this request may expect of it, from what was
 * learned of its speed and from its price.
 *
 * @param model {@code claude:claude-sonnet-4-5}; empty when none is configured
 * @param available whether it would be asked now: it has a key that is not refused, the line stands, its breaker is
 *     closed
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param inFlight requests that it is answering for us at this moment
 * @param waitMillis expected until this request's first token; 0 when none is configured
 * @param estimatedCostUsd of this request with an answer of the usual length, nothing of it cached; -1 where the model's
 *     price is not known
 * @param answerMillis expected until the end of this request's answer; 0 when none is configured
 * @param writeTokensPerSecond how fast it writes; 60 until an answer has shown it, -1 when none is configured
 */
public record CloudFacts(
        String model,
        boolean available,
        int contextTokens,
        boolean vision,
        boolean tools,
        int inFlight,
        long waitMillis,
        double estimatedCostUsd,
        long answerMillis,
        double writeTokensPerSecond) {}

package io.oblix.facts;

/**
 * The cloud model, as {@code header.OblixCloud}.
 *
 * @param model {@code claude:claude-sonnet-4-5}; empty when none is configured
 * @param available whether it would be asked now: it has a key that is not refused, the line stands, its breaker is
 *     closed
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param inFlight requests that it is answering for us at this moment
 */
public record CloudFacts(
        String model, boolean available, int contextTokens, boolean vision, boolean tools, int inFlight) {}

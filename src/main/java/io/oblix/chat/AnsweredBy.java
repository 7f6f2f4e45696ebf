package io.oblix.chat;

import java.util.List;
import java.util.Map;

/**
 * Who answered and why: the headers of every answer.
 *
 * @param policy the policy that decided; {@code none} for a model that the caller named
 * @param rule the policy's sentence for the rule that decided; empty when the client named the model
 * @param target {@code local} or {@code cloud}
 * @param model the provider and the name that was sent to it, {@code openai:gpt-4o-mini}
 * @param host the base URL that was asked
 * @param reason the policy's words, {@code explicit-model} where the caller chose
 * @param fallback whether another target than the first one answered
 * @param attempts calls made upstream
 * @param ignoredParams fields of the request that this provider has no place for, sorted
 * @param upstreamHeaders those of the provider's answer that are for the caller, by their names in lower case
 */
public record AnsweredBy(
        String policy,
        String rule,
        String target,
        String model,
        String host,
        String reason,
        boolean fallback,
        int attempts,
        List<String> ignoredParams,
        Map<String, String> upstreamHeaders) {}

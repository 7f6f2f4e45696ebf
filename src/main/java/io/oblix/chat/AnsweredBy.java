package io.oblix.chat;

import java.util.List;
import java.util.Map;

/**
 * Who answered and why: the headers of every answer.
 *
 * @param policy the policy that decided; {@code none} if the client named the model
 * @param rule the policy's sentence for the rule that decided; empty when the client named the model
 * @param target {@code local} or {@code cloud}
 * @param model the provider and the name that was sent to it, {@code openai:gpt-4o-mini}
 * @param host the base URL that was asked
 * @param shownHost its host and port where the provider has several addresses; otherwise empty
 * @param reason the policy's reason; {@code explicit-model} if the client named the model
 * @param fallback whether another target than the first one answered
 * @param attempts calls made upstream
 * @param ignoredParams fields of the request that this provider has no place for, sorted
 * @param upstreamHeaders those of the provider's answer that are passed on, by their names in lower case
 * @param bill what all calls for the request cost; it grows until the answer is over
 * @param confidence the rank of the local model's answer among its last ones by how sure it was, 0 to 1; -1 where it was not
 *     judged
 */
public record AnsweredBy(
        String policy,
        String rule,
        String target,
        String model,
        String host,
        String shownHost,
        String reason,
        boolean fallback,
        int attempts,
        List<String> ignoredParams,
        Map<String, String> upstreamHeaders,
        Bill bill,
        double confidence) {

    /** Nothing is charged for it, and it was not judged. */
    public AnsweredBy(
            String policy,
            String rule,
            String target,
            String model,
            String host,
            String shownHost,
            String reason,
            boolean fallback,
            int attempts,
            List<String> ignoredParams,
            Map<String, String> upstreamHeaders) {
        this(
                policy,
                rule,
                target,
                model,
                host,
                shownHost,
                reason,
                fallback,
                attempts,
                ignoredParams,
                upstreamHeaders,
                new Bill(),
                -1);
    }
}

package io.oblix.provider;

import io.oblix.chat.ChatRequest;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.TokenEstimate;

/**
 * What a request asks of a model.
 *
 * @param promptTokens an estimate
 * @param maxOutputTokens the caller's limit for the answer; 0 when there is none
 * @param followUp whether it continues a conversation, so that the model may still know most of the prompt
 */
public record Work(int promptTokens, int maxOutputTokens, boolean followUp) {

    /** An empty prompt. */
    public static final Work NONE = new Work(0, 0, false);

    public static Work of(RequestFacts request) {
        return new Work(request.promptTokens(), request.maxOutputTokens(), request.turns() > 1);
    }

    /** Where the facts of a request are not at hand. */
    public static Work of(ChatRequest request) {
        return new Work(
                TokenEstimate.of(request),
                RequestFactsReader.maxOutputTokens(request),
                RequestFactsReader.turns(request) > 1);
    }
}

package io.oblix.provider;

import io.oblix.facts.RequestFacts;

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
}

package io.oblix.provider;

import io.oblix.facts.RequestFacts;

/**
 * What a request asks of a model. Estimated once, with the facts of the request.
 *
 * @param promptTokens an estimate, 0 or more
 * @param maxOutputTokens the client's limit for the answer; 0 when there is none
 * @param followUp whether it continues a conversation, so that the model may still know most of the prompt
 */
public record Work(int promptTokens, int maxOutputTokens, boolean followUp) {

    /** An empty prompt. */
    public static final Work NONE = new Work(0, 0, false);

    public static Work of(RequestFacts request) {
        return new Work(request.promptTokens(), request.maxOutputTokens(), request.turns() > 1);
    }

    /** What is left once some tokens of the answer are there, which then stand in the prompt. */
    public Work after(int answerTokens) {
        int limit = maxOutputTokens == 0 ? 0 : Math.max(1, maxOutputTokens - answerTokens);
        return new Work(promptTokens + answerTokens, limit, followUp);
    }
}

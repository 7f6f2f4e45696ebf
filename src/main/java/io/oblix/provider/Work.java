package io.oblix.provider;

import io.oblix.facts.RequestFacts;
import io.oblix.facts.text.TextKind;

/**
 * What a request asks of a model. Estimated once, with the facts of the request.
 *
 * @param promptTokens as the model counts them, as far as that is known; 0 or more
 * @param maxOutputTokens the client's limit for the answer; 0 when there is none
 * @param followUp whether it continues a conversation, so that the model may still know most of the prompt
 * @param estimatedTokens of the prompt, before any correction for a model
 * @param textKind what the prompt mostly consists of
 */
public record Work(int promptTokens, int maxOutputTokens, boolean followUp, int estimatedTokens, TextKind textKind) {

    /** An empty prompt. */
    public static final Work NONE = new Work(0, 0, false);

    /** Work of ordinary words. */
    public Work(int promptTokens, int maxOutputTokens, boolean followUp) {
        this(promptTokens, maxOutputTokens, followUp, promptTokens, TextKind.WORDS);
    }

    /** @param request as it was read, before a correction */
    public static Work of(RequestFacts request) {
        return new Work(
                request.promptTokens(),
                request.maxOutputTokens(),
                request.turns() > 1,
                request.promptTokens(),
                request.textKind());
    }

    /** The same with a prompt of so many tokens in the model's own counting. */
    public Work counted(int tokens) {
        return tokens == promptTokens ? this : new Work(tokens, maxOutputTokens, followUp, estimatedTokens, textKind);
    }

    /** The same with at most so many tokens in the answer. */
    Work limitedTo(int tokens) {
        return new Work(promptTokens, tokens, followUp, estimatedTokens, textKind);
    }

    /** What is left once some tokens of the answer are there, which then stand in the prompt. */
    public Work after(int answerTokens) {
        int limit = maxOutputTokens == 0 ? 0 : Math.max(1, maxOutputTokens - answerTokens);
        return new Work(promptTokens + answerTokens, limit, followUp, estimatedTokens + answerTokens, textKind);
    }
}

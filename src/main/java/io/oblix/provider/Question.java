package io.oblix.provider;

import io.oblix.chat.ChatRequest;

/**
 * What a model is asked.
 *
 * @param work what answering it takes, estimated once for each request
 * @param chosenBy who chose the model
 */
public record Question(ChatRequest request, Work work, ChosenBy chosenBy) {

    /**
     * Who chose the model, and so who has to deal with what it refuses: a client that named it gets the model's own
     * error; for a choice of ours, parameters that the model is known to refuse are left out and reported as ignored.
     */
    public enum ChosenBy {
        CLIENT,
        POLICY
    }

    /** The same question in other words: what is left to answer of it. */
    public Question with(ChatRequest words) {
        return new Question(words, work, chosenBy);
    }
}

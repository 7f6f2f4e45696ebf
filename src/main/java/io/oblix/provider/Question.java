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

    /** The same question, of which other work is expected. */
    public Question as(Work other) {
        return other.equals(work) ? this : new Question(request, other, chosenBy);
    }

    /**
     * What is left to answer of it.
     *
     * @param rest the request that asks for the rest
     * @param answerTokens how many tokens of the answer it holds
     */
    public Question rest(ChatRequest rest, int answerTokens) {
        return new Question(rest, work.after(answerTokens), chosenBy);
    }
}

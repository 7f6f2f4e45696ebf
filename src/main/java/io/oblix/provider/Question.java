package io.oblix.provider;

import io.oblix.chat.ChatRequest;

/**
 * What a model is asked.
 *
 * @param work what answering it takes, estimated once for each request
 * @param chosenBy who chose the model
 * @param judged whether the model is to tell how sure it is of each token, though the client may not have asked for that
 */
public record Question(ChatRequest request, Work work, ChosenBy chosenBy, boolean judged) {

    /** A question whose answer is not judged. */
    public Question(ChatRequest request, Work work, ChosenBy chosenBy) {
        this(request, work, chosenBy, false);
    }

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
        return other.equals(work) ? this : new Question(request, other, chosenBy, judged);
    }

    /** The same question, for an answer that is not judged. */
    public Question unjudged() {
        return judged ? new Question(request, work, chosenBy) : this;
    }

    /** The same question with at most so many tokens in its answer. */
    public Question limitedTo(int tokens) {
        return new Question(request.limitedTo(tokens), work.limitedTo(tokens), chosenBy, judged);
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

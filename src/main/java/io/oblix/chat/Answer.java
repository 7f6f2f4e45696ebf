package io.oblix.chat;

import org.jspecify.annotations.Nullable;

/**
 * An answer that has begun. It is pulled piece by piece, so that a client that reads slowly slows the model down and
 * nothing piles up in between. For one thread.
 */
public interface Answer extends AutoCloseable {

    AnsweredBy by();

    /**
     * The name of the model in the answer's body: as the provider says it, and where it says none, as it was asked for.
     * Known with the first content.
     */
    String model();

    /**
     * Waits for the next piece; null at the end of a complete answer.
     *
     * @throws io.oblix.problem.UpstreamProblem when the model breaks off, so that the answer is incomplete
     * @throws io.oblix.problem.ClientDisconnected when the client has disconnected
     */
    @Nullable AnswerEvent next();

    /** Ends the upstream call if it is still running. */
    @Override
    void close();
}

package io.oblix.chat;

import org.jspecify.annotations.Nullable;

/**
 * An answer that has begun: pulled piece by piece, so that a caller who reads slowly slows the model down and nothing
 * piles up in between. For one thread.
 */
public interface Answer extends AutoCloseable {

    AnsweredBy by();

    /**
     * The name of the model in the answer's body: as the provider says it, and where it says none, as it was asked for.
     * Known with the first content.
     */
    String model();

    /**
     * The next piece, as soon as it is there; null at the end of a complete answer.
     *
     * @throws io.oblix.problem.UpstreamProblem when the model breaks off: what came until then is not the whole answer
     * @throws io.oblix.problem.ClientDisconnected when nobody reads any more
     */
    @Nullable AnswerEvent next();

    /** Ends the call upstream if it is still running. */
    @Override
    void close();
}

package io.oblix.chat;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that has begun. It is pulled piece by piece, so that a client that reads slowly slows the model down and
 * nothing piles up in between. For one thread at a time.
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

    /**
     * Whether {@link #next} gives a piece at once: it then neither waits nor throws. Without a look at what may have come
     * meanwhile it is false.
     */
    default boolean isHere() {
        return false;
    }

    /**
     * Waits while {@code move} takes the pieces that are here, each time that some have come, on the event loop that they
     * come by. Returns when there is anything else to do, and then nothing is taken but by the caller. An answer that
     * cannot be lent so returns at once.
     *
     * @param move takes pieces as long as {@link #isHere}; false when the caller must go on. It must neither wait nor throw.
     */
    default void lend(BooleanSupplier move) {}

    /** Ends the upstream call if it is still running. */
    @Override
    void close();
}

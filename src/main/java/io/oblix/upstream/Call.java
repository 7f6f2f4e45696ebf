package io.oblix.upstream;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call to a provider that has begun: its head, then the pieces of its body. For one thread at a time, except {@link #close}. */
public interface Call extends AutoCloseable {

    /**
     * Waits for the status.
     *
     * @param silence the message of the problem when the time is over
     * @throws io.oblix.problem.UpstreamProblem when there is no response in time, or none at all
     * @throws io.oblix.problem.ClientDisconnected when the client disconnected
     */
    UpstreamHead awaitHead(long timeoutNanos, Supplier<String> silence);

    /**
     * Waits for the next piece of the body.
     *
     * @param silence the message of the problem when the time is over
     * @return null at its end
     * @throws io.oblix.problem.UpstreamProblem when there is none in time, or when the provider breaks off
     * @throws io.oblix.problem.ClientDisconnected when the client disconnected
     */
    byte @Nullable [] nextPiece(long timeoutNanos, Supplier<String> silence);

    /** The next piece of the body if it is here; null also at its end, and when there is a problem. Never waits. */
    default byte @Nullable [] pieceHere() {
        return null;
    }

    /**
     * Waits while {@code move} reads the pieces that are here, on the event loop that they come by. Returns when it says
     * false, when something else than a piece has come, or after the time, and then nothing reads but the caller.
     */
    default void lend(long nanos, BooleanSupplier move) {}

    /** Whether what comes next is here and no problem, so that it is read without waiting. */
    default boolean isNextHere() {
        return false;
    }

    /**
     * Has {@code read} run whenever something has come, on the event loop that it comes by, while no thread waits.
     *
     * @param nanos how long to wait at most for what comes next; asked at the beginning and each time that something was read
     * @param read reads what {@link #isNextHere}; false when it has read enough. It must not throw.
     * @param back runs once, on any thread, when that says false, when something else has come, or after the time; from then
     *     on nothing reads but what it begins
     * @return false where the caller must wait itself, and then nothing of this happens
     */
    default boolean leave(LongSupplier nanos, BooleanSupplier read, Runnable back) {
        return false;
    }

    /** What sending the request showed of the line, in megabits a second; -1 when it showed nothing. */
    default double bandwidthMbps() {
        return -1;
    }

    /** Ends the call, whatever is still to come. */
    @Override
    void close();
}

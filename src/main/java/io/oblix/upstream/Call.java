package io.oblix.upstream;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call to a provider that has begun: its head, then the pieces of its body. For one thread, except {@link #close}. */
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

    /** What sending the request showed of the line, in megabits a second; -1 when it showed nothing. */
    default double bandwidthMbps() {
        return -1;
    }

    /** Ends the call, whatever is still to come. */
    @Override
    void close();
}

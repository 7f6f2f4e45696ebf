package io.oblix.ask.attempt;

import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Where an attempt stands.
 *
 * <pre>
 * Open, without a response ---- headers ----> Open, with one ---- end ----> Whole
 *          \                                       \                          \
 *           +---------------- failed, or the client left, or given up ----------+--> Failed
 * </pre>
 */
sealed interface AttemptState {

    /** Null until its headers are there. */
    public @Nullable Response response();

    /** What is reported of the attempt when it is closed in this state; null when the answer is complete. */
    public @Nullable Problem outcome();

    /** Closing it before the end means that the client left. */
    record Open(@Nullable Response response) implements AttemptState {
        @Override
        public Problem outcome() {
            return new ClientDisconnected();
        }
    }

    record Whole(Response response) implements AttemptState {
        @Override
        public @Nullable Problem outcome() {
            return null;
        }
    }

    record Failed(@Nullable Response response, Problem outcome) implements AttemptState {}
}

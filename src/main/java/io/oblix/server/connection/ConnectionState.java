package io.oblix.server.connection;

import io.oblix.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is doing. Each state holds only its own data; a method {@code on...} returns the state after an
 * event, which is the same one if the event does not concern it.
 *
 * <pre>
 *           bytes           head            next head
 *   Idle -----------> Head ------> Serving ----------+
 *    ^                              |  ^             |
 *    +--- last answer, whole body --+  +-------------+
 *
 *   Serving --- bad or late request behind others --> Refused --- they are answered --> Lingering
 *   Serving --- answer with Connection: close ------> Finishing --- it is sent -------> Lingering
 *   Idle, Head, Serving --- refusal that is due ----------------------------------------> Lingering
 * </pre>
 */
sealed interface ConnectionState {

    /** The requests that have come and are not answered, the one being received included. */
    default int unanswered() {
        return 0;
    }

    /** How long this state may last; {@link Deadline#NONE} for as long as it takes. */
    default long limitNanos(long receiveNanos) {
        return Deadline.NONE;
    }

    /** Whether the connection can be closed to make room for another. */
    default boolean isEvictable() {
        return false;
    }

    /** Whether what arrives is passed on to Vert.x. */
    default boolean isReading() {
        return true;
    }

    /** Whether what Vert.x writes is passed on. */
    default boolean isWriting() {
        return true;
    }

    default ConnectionState onBytes() {
        return this;
    }

    default ConnectionState onHead() {
        return new Serving(1, new HeapEstimate(), false, false);
    }

    default ConnectionState onEndOfBody() {
        return this;
    }

    /** @param closes whether the answer says {@code Connection: close} */
    default ConnectionState onAnswerHead(boolean closes) {
        return this;
    }

    default ConnectionState onAnswered() {
        return this;
    }

    /** The connection is to end after the answer that is due. */
    default ConnectionState onEvicted() {
        return this;
    }

    /**
     * No request is under way.
     *
     * @param served whether there has been one before
     */
    record Idle(boolean served) implements ConnectionState {

        @Override
        public long limitNanos(long receiveNanos) {
            return 2 * receiveNanos;
        }

        @Override
        public boolean isEvictable() {
            return true;
        }

        @Override
        public ConnectionState onBytes() {
            return new Head(served);
        }
    }

    /** The first bytes of a request have come, and no other is under way. */
    record Head(boolean served) implements ConnectionState {

        @Override
        public long limitNanos(long receiveNanos) {
            return receiveNanos;
        }

        @Override
        public boolean isEvictable() {
            return true;
        }
    }

    /**
     * Requests are received and answered.
     *
     * @param body of the latest request, which may have been answered already; null when it is complete
     * @param begun whether the head of the answer that is due has been written
     * @param last whether the connection ends after that answer
     */
    record Serving(int unanswered, @Nullable HeapEstimate body, boolean begun, boolean last)
            implements ConnectionState {

        /** Behind a request that is being answered, nothing is read, so slowness there is not the client's. */
        @Override
        public long limitNanos(long receiveNanos) {
            return body != null && unanswered <= 1 ? receiveNanos : Deadline.NONE;
        }

        @Override
        public ConnectionState onHead() {
            return new Serving(unanswered + 1, new HeapEstimate(), begun, last);
        }

        @Override
        public ConnectionState onEndOfBody() {
            return unanswered == 0 ? new Idle(true) : new Serving(unanswered, null, begun, last);
        }

        @Override
        public Serving onAnswerHead(boolean closes) {
            return new Serving(unanswered, body, true, last || closes);
        }

        @Override
        public ConnectionState onAnswered() {
            if (last) {
                return new Finishing();
            }
            return unanswered == 1 && body == null ? new Idle(true) : new Serving(unanswered - 1, body, false, false);
        }

        @Override
        public ConnectionState onEvicted() {
            return new Serving(unanswered, body, begun, true);
        }
    }

    /** The latest request is refused once those in front of it are answered; nothing more is read. */
    record Refused(Serving requests, Problem problem) implements ConnectionState {

        @Override
        public int unanswered() {
            return requests.unanswered();
        }

        @Override
        public boolean isReading() {
            return false;
        }

        @Override
        public ConnectionState onAnswerHead(boolean closes) {
            return new Refused(requests.onAnswerHead(closes), problem);
        }

        @Override
        public ConnectionState onAnswered() {
            return requests.onAnswered() instanceof Serving left ? new Refused(left, problem) : new Finishing();
        }
    }

    /** The last answer has been written but not sent; what is missing of its request's body is still passed on. */
    record Finishing() implements ConnectionState {

        @Override
        public boolean isWriting() {
            return false;
        }

        /** A further request would not be answered. */
        @Override
        public ConnectionState onHead() {
            return new Lingering(true);
        }
    }

    /**
     * Nothing is read or written any more; {@link LingeringClose} closes the connection.
     *
     * @param answered whether the client has got all its answers, so that it can be closed at once if need be
     */
    record Lingering(boolean answered) implements ConnectionState {

        @Override
        public boolean isEvictable() {
            return answered;
        }

        @Override
        public boolean isReading() {
            return false;
        }

        @Override
        public boolean isWriting() {
            return false;
        }
    }
}

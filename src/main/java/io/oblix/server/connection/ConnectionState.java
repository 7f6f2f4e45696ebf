package io.oblix.server.connection;

import io.oblix.problem.Problem;

/**
 * What one connection is doing. Each state holds only its own data; a method {@code on...} returns the state after an
 * event, and states that the event does not concern return themselves.
 *
 * <pre>
 *           bytes          head               end of body
 *   Idle ----------> Head ------> Receiving -------------> Answering
 *    ^                            |       ^    next head    |  |
 *    |                            |       +-----------------+  |
 *    +-------- last answer -------+----------------------------+
 *
 *   a bad or late request        Receiving --> Refused --> Lingering     after the answers in front of it
 *   answer with Connection:close Receiving, Answering --> Finishing --> Lingering     when it has been sent
 * </pre>
 */
sealed interface ConnectionState {

    /** The requests that have come and are not answered. */
    default Line line() {
        return Line.EMPTY;
    }

    /** How long this state may last; {@link Deadline#NONE} for as long as it takes. */
    default long limitNanos(long receiveNanos) {
        return Deadline.NONE;
    }

    /** Whether the connection can be closed to make room for another. */
    default boolean isEvictable() {
        return false;
    }

    /** Whether what arrives is passed on. */
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
        return new Receiving(line().onHead(), new HeapEstimate());
    }

    default ConnectionState onEndOfBody() {
        return this;
    }

    /** @param last whether the answer says {@code Connection: close} */
    default ConnectionState onAnswerHead(boolean last) {
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
     * Requests in the order in which they are answered.
     *
     * @param unanswered how many there are, the one being received included
     * @param begun whether the head of the answer to the first one has been written
     * @param last whether the connection ends after that answer
     */
    record Line(int unanswered, boolean begun, boolean last) {

        static final Line EMPTY = new Line(0, false, false);

        Line onHead() {
            return new Line(unanswered + 1, begun, last);
        }

        Line onAnswerHead(boolean closes) {
            return new Line(unanswered, true, last || closes);
        }

        Line onAnswered() {
            return new Line(unanswered - 1, false, last);
        }

        Line onEvicted() {
            return new Line(unanswered, begun, true);
        }
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

    /** The body of the latest request is incomplete; that request may have been answered already. */
    record Receiving(Line line, HeapEstimate estimate) implements ConnectionState {

        /** Behind a request that is being answered, nothing is read, so slowness there is not the client's. */
        @Override
        public long limitNanos(long receiveNanos) {
            return line.unanswered() <= 1 ? receiveNanos : Deadline.NONE;
        }

        @Override
        public ConnectionState onEndOfBody() {
            return line.unanswered() == 0 ? new Idle(true) : new Answering(line);
        }

        @Override
        public ConnectionState onAnswerHead(boolean last) {
            return new Receiving(line.onAnswerHead(last), estimate);
        }

        @Override
        public ConnectionState onAnswered() {
            return line.last() ? new Finishing() : new Receiving(line.onAnswered(), estimate);
        }

        @Override
        public ConnectionState onEvicted() {
            return new Receiving(line.onEvicted(), estimate);
        }
    }

    /** All requests have been received. */
    record Answering(Line line) implements ConnectionState {

        @Override
        public ConnectionState onAnswerHead(boolean last) {
            return new Answering(line.onAnswerHead(last));
        }

        @Override
        public ConnectionState onAnswered() {
            if (line.last()) {
                return new Finishing();
            }
            return line.unanswered() == 1 ? new Idle(true) : new Answering(line.onAnswered());
        }

        @Override
        public ConnectionState onEvicted() {
            return new Answering(line.onEvicted());
        }
    }

    /** The latest request is refused as soon as those in front of it are answered; nothing more is read. */
    record Refused(Line line, Problem problem) implements ConnectionState {

        @Override
        public boolean isReading() {
            return false;
        }

        @Override
        public ConnectionState onAnswerHead(boolean last) {
            return new Refused(line.onAnswerHead(last), problem);
        }

        @Override
        public ConnectionState onAnswered() {
            return line.last() ? new Finishing() : new Refused(line.onAnswered(), problem);
        }
    }

    /** The last answer has been written but not sent; what is missing of its request's body is still passed on. */
    record Finishing() implements ConnectionState {

        @Override
        public boolean isWriting() {
            return false;
        }

        /** It would not be answered. */
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

package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one answer into events, wherever the network cuts them. One object per call; it knows what an
 * answer must end with, so that a truncated answer is never taken for a complete one.
 */
public interface AnswerReader {

    /**
     * @param bytes the next piece; not changed afterwards, because a reader may keep it
     * @throws io.oblix.problem.UpstreamProblem when the provider reports an error, or the bytes are no answer
     */
    void read(byte[] bytes, Consumer<AnswerEvent> out);

    /**
     * The body has ended.
     *
     * @throws io.oblix.problem.UpstreamProblem when the answer is not complete
     */
    void end(Consumer<AnswerEvent> out);

    /**
     * Whether the format's terminator has been read: what follows is not part of the answer and need not be waited for.
     * Always false for a format without one.
     */
    default boolean isComplete() {
        return false;
    }

    /**
     * The provider's own name of the model that answers, {@code claude-sonnet-4-5-20250929}, known with the first content.
     * Null if the answer does not name it, or is passed on as the bytes that hold the name.
     */
    default @Nullable String model() {
        return null;
    }

    /** Where the time went, for a provider that reports it at the end of an answer; null for any other. */
    default @Nullable Timing timing() {
        return null;
    }

    /**
     * What the provider has counted so far of an answer that may still break off, such as the prompt before it writes,
     * where no {@link AnswerEvent.Counted} says so; else all 0.
     */
    default Usage counted() {
        return Usage.NONE;
    }

    /** Whether this is an answer in one piece, of which nothing can be said before it is all there. */
    default boolean isWhole() {
        return false;
    }

    /** Of an answer that says nothing before it is all there. */
    abstract class OfWhole implements AnswerReader {

        private static final int USUAL_BYTES = 2048;

        private final int usualBytes;

        /** The first piece, which most answers consist of; it is not copied. */
        private byte[] first = {};

        /** All pieces, if there are several. */
        private @Nullable ByteArrayOutputStream body;

        protected OfWhole() {
            this(USUAL_BYTES);
        }

        /** @param usualBytes of an answer in several pieces */
        protected OfWhole(int usualBytes) {
            this.usualBytes = usualBytes;
        }

        @Override
        public final void read(byte[] bytes, Consumer<AnswerEvent> out) {
            ByteArrayOutputStream pieces = body;
            if (pieces != null) {
                pieces.writeBytes(bytes);
            } else if (first.length == 0) {
                first = bytes;
            } else {
                pieces = new ByteArrayOutputStream(Math.max(usualBytes, first.length + bytes.length));
                pieces.writeBytes(first);
                pieces.writeBytes(bytes);
                body = pieces;
            }
        }

        @Override
        public final void end(Consumer<AnswerEvent> out) {
            ByteArrayOutputStream pieces = body;
            end(pieces == null ? first : pieces.toByteArray(), out);
        }

        @Override
        public final boolean isWhole() {
            return true;
        }

        /**
         * See {@link AnswerReader#end}.
         *
         * @param answer all of it; shared, must not be changed
         */
        protected abstract void end(byte[] answer, Consumer<AnswerEvent> out);
    }
}

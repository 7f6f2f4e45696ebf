package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one answer into events, wherever the network cuts them. One object per call; it knows what an
 * answer must end with, so that a truncated answer is never taken for a complete one.
 */
public interface AnswerReader {

    /** @throws io.oblix.problem.UpstreamProblem when the provider reports an error, or the bytes are no answer */
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

    /** Of an answer that says nothing before it is all there. */
    abstract class OfWhole implements AnswerReader {

        private static final int USUAL_BYTES = 2048;

        private final ByteArrayOutputStream body;

        protected OfWhole() {
            this(USUAL_BYTES);
        }

        /** @param usualBytes of an answer */
        protected OfWhole(int usualBytes) {
            body = new ByteArrayOutputStream(usualBytes);
        }

        @Override
        public final void read(byte[] bytes, Consumer<AnswerEvent> out) {
            body.writeBytes(bytes);
        }

        @Override
        public final void end(Consumer<AnswerEvent> out) {
            end(body.toByteArray(), out);
        }

        /** See {@link AnswerReader#end}. */
        protected abstract void end(byte[] answer, Consumer<AnswerEvent> out);
    }
}

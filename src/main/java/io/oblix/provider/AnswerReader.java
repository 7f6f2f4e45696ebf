package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one provider's answer into events, however the network cuts them. One object per call; it knows
 * what an answer must end with, so that half an answer is never taken for a whole one.
 */
public interface AnswerReader {

    /** @throws io.oblix.problem.UpstreamProblem when the provider reports an error, or what comes is no answer */
    void read(byte[] bytes, Consumer<AnswerEvent> out);

    /**
     * The body has ended.
     *
     * @throws io.oblix.problem.UpstreamProblem when the answer has not
     */
    void end(Consumer<AnswerEvent> out);

    /**
     * Whether its terminator has come, so that nothing behind it belongs to the answer and nobody waits for it; false
     * for a format that has none.
     */
    default boolean isComplete() {
        return false;
    }

    /**
     * The provider's own name of the model that answers, as far as it has said it ({@code gpt-4o-mini-2024-07-18}); null
     * where it says none, and where its bytes are passed on, in which the name stands.
     */
    default @Nullable String model() {
        return null;
    }

    /** Where the answer's time went, for a model that tells it at the end; null for any other. */
    default @Nullable Timing timing() {
        return null;
    }
}

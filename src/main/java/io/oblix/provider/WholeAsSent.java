package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer for a client that speaks the provider's own dialect: its bytes go out as they are.
 *
 * @param words reads the same answer for whatever watches it
 */
public record WholeAsSent(AnswerReader words, ByteArrayOutputStream body) implements AnswerReader {

    public WholeAsSent(AnswerReader words) {
        this(words, new ByteArrayOutputStream(2048));
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        body.writeBytes(bytes);
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        List<AnswerEvent> says = new ArrayList<>();
        byte[] answer = body.toByteArray();
        words.read(answer, says::add);
        words.end(says::add);
        out.accept(new AnswerEvent.Frame("", answer, true, List.copyOf(says)));
    }

    @Override
    public @Nullable String model() {
        return words.model();
    }

    @Override
    public @Nullable Timing timing() {
        return words.timing();
    }
}

package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A whole answer for a client that speaks the provider's own dialect: its bytes go out as they are. */
public final class WholeAsSent extends AnswerReader.OfWhole {

    private final AnswerReader.OfWhole words;

    /** @param words reads the same answer for whatever watches it */
    public WholeAsSent(AnswerReader.OfWhole words) {
        this.words = words;
    }

    @Override
    protected void end(byte[] answer, Consumer<AnswerEvent> out) {
        List<AnswerEvent> says = new ArrayList<>();
        words.end(answer, says::add);
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

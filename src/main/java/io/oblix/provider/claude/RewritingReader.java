package io.oblix.provider.claude;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.provider.AnswerReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Wraps a reader and rewrites some of its events. */
abstract class RewritingReader implements AnswerReader {

    private final AnswerReader reader;

    RewritingReader(AnswerReader reader) {
        this.reader = reader;
    }

    @Override
    public final void read(byte[] bytes, Consumer<AnswerEvent> out) {
        reader.read(bytes, event -> rewrite(event, out));
    }

    @Override
    public final void end(Consumer<AnswerEvent> out) {
        reader.end(event -> rewrite(event, out));
    }

    @Override
    public final boolean isComplete() {
        return reader.isComplete();
    }

    @Override
    public final @Nullable String model() {
        return reader.model();
    }

    @Override
    public final Usage counted() {
        return reader.counted();
    }

    @Override
    public final boolean isWhole() {
        return reader.isWhole();
    }

    abstract void rewrite(AnswerEvent event, Consumer<AnswerEvent> out);
}

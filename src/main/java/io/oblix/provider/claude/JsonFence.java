package io.oblix.provider.claude;

import io.oblix.chat.AnswerEvent;
import io.oblix.provider.AnswerReader;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Removes the Markdown fence, {@code ```json}, that a model may put around the JSON it was asked for. Only for whole
 * answers: a stream would have to be held back for it.
 */
final class JsonFence extends RewritingReader {

    private static final String FENCE = "```";

    private enum State {
        /** Too little text so far to tell. */
        BEFORE,
        /** After the first line of a fence. */
        INSIDE,
        /** There is no fence. */
        PLAIN
    }

    private final StringBuilder held = new StringBuilder();
    private State state = State.BEFORE;

    JsonFence(AnswerReader reader) {
        super(reader);
    }

    @Override
    void rewrite(AnswerEvent event, Consumer<AnswerEvent> out) {
        if (event instanceof AnswerEvent.Text text) {
            held.append(text.text());
            if (state == State.BEFORE) {
                open();
            }
            release(out);
            return;
        }
        if (event instanceof AnswerEvent.Finish) {
            boolean closing = state == State.INSIDE && held.toString().strip().equals(FENCE);
            emit(closing ? 0 : held.length(), out);
        }
        out.accept(event);
    }

    /** Recognises the first line of a fence. */
    private void open() {
        String text = held.toString().stripLeading();
        int line = text.indexOf('\n');
        if (!text.startsWith(FENCE)) {
            state = FENCE.startsWith(text) ? State.BEFORE : State.PLAIN;
        } else if (line >= 0) {
            String language = text.substring(FENCE.length(), line).strip().toLowerCase(Locale.ROOT);
            state = language.isEmpty() || language.equals("json") ? State.INSIDE : State.PLAIN;
            if (state == State.INSIDE) {
                held.setLength(0);
                held.append(text, line + 1, text.length());
            }
        }
    }

    /** Emits all that cannot be part of the closing fence. */
    private void release(Consumer<AnswerEvent> out) {
        int end = state == State.BEFORE ? 0 : held.length();
        while (state == State.INSIDE && end > 0 && isClosing(held.charAt(end - 1))) {
            end--;
        }
        emit(end, out);
    }

    private static boolean isClosing(char c) {
        return c == '`' || Character.isWhitespace(c);
    }

    private void emit(int end, Consumer<AnswerEvent> out) {
        if (end > 0) {
            out.accept(new AnswerEvent.Text(held.substring(0, end)));
            held.delete(0, end);
        }
    }
}

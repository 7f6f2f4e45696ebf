package io.oblix.chat;

import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** An answer whose events are all there; no call is open for it. */
public record CompleteAnswer(AnsweredBy by, String model, Deque<AnswerEvent> events) implements Answer {

    @Override
    public @Nullable AnswerEvent next() {
        return events.poll();
    }

    @Override
    public void close() {
        // Its calls, if there were any, have been closed.
    }
}

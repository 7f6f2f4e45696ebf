package io.oblix.ask;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** An answer that is complete; no call is open for it. */
record Collected(AnsweredBy by, String model, Deque<AnswerEvent> events) implements Answer {

    @Override
    public @Nullable AnswerEvent next() {
        return events.poll();
    }

    @Override
    public void close() {
        // Each call was closed when it had ended.
    }
}

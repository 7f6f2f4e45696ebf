package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers whose events are known, for writers of dialects. */
public final class Answers {

    private Answers() {}

    public static Answer of(List<AnswerEvent> events) {
        return new Given(new ArrayDeque<>(events));
    }

    /** As it reaches a dialect that is written from words of ours. */
    public static Answer inWords(List<AnswerEvent> events) {
        return new AnswerInWords(of(events));
    }

    /** Writes all of an answer as a stream. */
    public static void write(Dialect dialect, ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        StreamWriter writer = dialect.stream(request, answer, pieces);
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            writer.write(event);
        }
        writer.end();
    }

    private record Given(Deque<AnswerEvent> events) implements Answer {

        @Override
        public AnsweredBy by() {
            return new AnsweredBy("auto", "", "cloud", "openai:m", "", "", "r", false, 1, List.of(), Map.of());
        }

        @Override
        public String model() {
            return "asked-for";
        }

        @Override
        public @Nullable AnswerEvent next() {
            return events.poll();
        }

        @Override
        public void close() {}
    }
}

package io.oblix.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The words of the requests in flight and of their answers, for the hook after the answer. Kept only with {@code
 * oblix.extensions.texts=true}, and no longer than the request.
 */
final class AnswerTexts {

    /** Of an answer, in characters; what comes after it is left out. */
    private static final int MAX_CHARS = 1 << 20;

    private final Map<String, Texts> inFlight = new ConcurrentHashMap<>();

    private static final class Texts {
        final ChatRequest request;
        final StringBuilder answer = new StringBuilder();

        Texts(ChatRequest request) {
            this.request = request;
        }

        void add(String text) {
            answer.append(text, 0, Math.min(text.length(), MAX_CHARS - answer.length()));
        }
    }

    void begin(ChatRequest request) {
        inFlight.put(request.id(), new Texts(request));
    }

    /** The same answer, overheard. */
    Answer overhear(ChatRequest request, Answer answer) {
        Texts texts = inFlight.get(request.id());
        return texts == null ? answer : new OverheardAnswer(answer, texts);
    }

    /** Adds {@code request}, as JSON, and {@code answer}, as text, and forgets both. */
    void addTo(Map<String, Object> report, String requestId) {
        Texts texts = inFlight.remove(requestId);
        report.put("request", texts == null ? "" : texts.request.body().toString());
        report.put("answer", texts == null ? "" : texts.answer.toString());
    }

    private static final class OverheardAnswer extends AnswerAround {

        private final Answer answer;
        private final Texts texts;

        OverheardAnswer(Answer answer, Texts texts) {
            this.answer = answer;
            this.texts = texts;
        }

        @Override
        protected Answer inside() {
            return answer;
        }

        @Override
        public @Nullable AnswerEvent next() {
            AnswerEvent event = answer.next();
            if (event != null) {
                listen(event);
            }
            return event;
        }

        @Override
        public boolean isHere() {
            return answer.isHere();
        }

        @Override
        public void lend(BooleanSupplier move) {
            answer.lend(move);
        }

        private void listen(AnswerEvent event) {
            if (event instanceof AnswerEvent.Text text) {
                texts.add(text.text());
            } else if (event instanceof AnswerEvent.Chunk chunk) {
                if (chunk.says() == null) {
                    texts.add(content(chunk.json(), "delta"));
                } else {
                    listen(chunk.says());
                }
            } else if (event instanceof AnswerEvent.Whole whole) {
                texts.add(content(whole.json(), "message"));
            } else if (event instanceof AnswerEvent.Frame frame) {
                frame.says().forEach(this::listen);
            }
        }

        private static String content(byte[] json, String field) {
            ObjectNode object = Json.objectOrNull(json);
            JsonNode choice = object == null ? null : object.path("choices").path(0);
            return choice == null ? "" : choice.path(field).path("content").asText("");
        }
    }
}

package io.oblix.telemetry.trace;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pieces of an answer say of it: its id, why it ended, and where that is wanted, its text. Only the first piece of
 * those that go out as they came is parsed, for the id and the model.
 */
final class ReplyReading {

    /** Where else than at the top the APIs have what is said of an answer as a whole. */
    private static final List<String> PLACES = List.of("message", "response");

    private final List<String> finishReasons = new ArrayList<>(1);
    private final @Nullable StringBuilder text;
    private @Nullable String id;
    private @Nullable String model;
    private boolean looked;

    /** @param content whether the text is wanted */
    ReplyReading(boolean content) {
        this.text = content ? new StringBuilder() : null;
    }

    void said(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text piece) {
            append(piece.text());
        } else if (event instanceof AnswerEvent.Finish finish) {
            finished(finish.reason());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            lookIn(chunk.json(), false);
            if (chunk.says() == null) {
                choices(chunk.choices());
            } else {
                said(chunk.says());
            }
        } else if (event instanceof AnswerEvent.Frame frame) {
            lookIn(frame.bytes(), false);
            frame.says().forEach(this::said);
        } else if (event instanceof AnswerEvent.Whole whole) {
            lookIn(whole.json(), true);
        }
    }

    /**
     * Reads the first piece that holds JSON, without making a tree of it.
     *
     * @param choices whether it is a whole answer with its choices
     */
    private void lookIn(byte[] bytes, boolean choices) {
        if (looked) {
            return;
        }
        looked = true;
        int from = 0;
        while (from < bytes.length && bytes[from] != '{') {
            from++;
        }
        try (JsonParser json = Json.FACTORY.createParser(bytes, from, bytes.length - from)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                about(json, choices, true);
            }
        } catch (IOException noJson) {
            // What was found before is true all the same.
        }
    }

    private void about(JsonParser json, boolean choices, boolean outermost) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("id") && (outermost || id == null)) {
                id = json.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("model") && (outermost || model == null)) {
                model = json.getText();
            } else if (value == JsonToken.START_OBJECT && outermost && PLACES.contains(name)) {
                about(json, false, false);
            } else if (value == JsonToken.START_ARRAY && choices && name.equals("choices")) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    choice(json);
                }
            } else {
                json.skipChildren();
            }
        }
    }

    /** One of a whole answer, or its message. */
    private void choice(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("finish_reason")) {
                finished(json.getText());
            } else if (value == JsonToken.VALUE_STRING && name.equals("content") && text != null) {
                append(json.getText());
            } else if (value == JsonToken.START_OBJECT && name.equals("message")) {
                choice(json);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Of a piece of a stream. */
    private void choices(@Nullable JsonNode choices) {
        if (choices == null) {
            return;
        }
        for (JsonNode choice : choices) {
            String reason = Json.text(choice, "finish_reason");
            if (reason != null) {
                finished(reason);
            }
            append(Json.text(choice.path("delta"), "content"));
        }
    }

    private void finished(String reason) {
        finishReasons.add(reason);
    }

    private void append(@Nullable String piece) {
        if (text != null && piece != null && text.length() < Texts.MAX_CHARS) {
            text.append(piece);
        }
    }

    @Nullable String id() {
        return id;
    }

    /** The provider's own name of the model, where it was found with the id. */
    @Nullable String model() {
        return model;
    }

    List<String> finishReasons() {
        return finishReasons;
    }

    /** Writes the text into the span, where it is wanted. */
    void tell(Span span) {
        if (text != null && text.length() > 0) {
            Texts.answered(span, text.toString(), finishReasons);
        }
    }
}

package io.oblix.telemetry.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pieces of an answer say of it: its id, why it ended, and where that is wanted, its text. Only the first piece of
 * those that go out as they came is parsed, for the id and the model.
 */
final class ReplyReading {

    /** Where the APIs have what is said of an answer as a whole. */
    private static final List<String> PLACES = List.of("", "/message", "/response");

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
            lookIn(chunk.json());
            choices(chunk.choices());
        } else if (event instanceof AnswerEvent.Frame frame) {
            lookIn(frame.bytes());
            frame.says().forEach(this::said);
        } else if (event instanceof AnswerEvent.Whole whole) {
            ObjectNode json = lookIn(whole.json());
            if (json != null) {
                choices(json.path("choices"));
            }
        }
    }

    /** The whole of the first piece that holds JSON; null for any other. */
    private @Nullable ObjectNode lookIn(byte[] bytes) {
        if (looked) {
            return null;
        }
        looked = true;
        int from = 0;
        int to = bytes.length;
        while (from < to && bytes[from] != '{') {
            from++;
        }
        while (to > from && bytes[to - 1] != '}') {
            to--;
        }
        ObjectNode json = Json.objectOrNull(Arrays.copyOfRange(bytes, from, to));
        for (String place : PLACES) {
            if (json != null && id == null) {
                id = Json.text(json.at(place), "id");
                model = Json.text(json.at(place), "model");
            }
        }
        return json;
    }

    private void choices(@Nullable JsonNode choices) {
        if (choices == null) {
            return;
        }
        for (JsonNode choice : choices) {
            String reason = Json.text(choice, "finish_reason");
            if (reason != null) {
                finished(reason);
            }
            String piece = Json.text(choice.path("delta"), "content");
            append(piece == null ? Json.text(choice.path("message"), "content") : piece);
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

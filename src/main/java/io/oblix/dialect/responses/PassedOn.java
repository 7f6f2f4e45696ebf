package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a provider sent of an answer in events of its own: as much of it as another model needs to go on behind it. */
final class PassedOn {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final StringBuilder text = new StringBuilder(0);
    private final List<JsonNode> done = new ArrayList<>(0);
    private int frames;
    private int items;
    private JsonNode begun = Json.object();
    private @Nullable JsonNode open;
    private @Nullable ObjectNode response;

    void add(AnswerEvent.Frame frame) {
        frames++;
        switch (frame.name()) {
            case "" -> response = Json.objectOrNull(frame.bytes());
            case "response.created" -> begun = data(frame).path("response");
            case "response.output_item.added" -> {
                items++;
                open = data(frame).path("item");
                text.setLength(0);
            }
            case "response.output_item.done" -> {
                done.add(data(frame).path("item"));
                open = null;
            }
            case "response.output_text.delta" -> {
                for (AnswerEvent said : frame.says()) {
                    if (said instanceof AnswerEvent.Text piece) {
                        text.append(piece.text());
                    }
                }
            }
            case "response.completed", "response.incomplete", "response.failed" ->
                response = data(frame).path("response") instanceof ObjectNode last ? last : null;
            default -> {
                // Nothing that another model would have to know.
            }
        }
    }

    private static JsonNode data(AnswerEvent.Frame frame) {
        byte[] bytes = frame.bytes();
        int start = 0;
        while (start < bytes.length && bytes[start] != '\n') {
            start++;
        }
        start += 1 + DATA.length;
        ObjectNode json =
                start > bytes.length ? null : Json.objectOrNull(Arrays.copyOfRange(bytes, start, bytes.length));
        return json == null ? Json.object() : json;
    }

    boolean isEmpty() {
        return frames == 0;
    }

    int nextNumber() {
        return frames;
    }

    int nextPlace() {
        return items;
    }

    /** The response at its end; null while there is none. */
    @Nullable ObjectNode response() {
        return response;
    }

    /** The message that is open, as an item that goes on; null if there is none. */
    @Nullable MessageItem openMessage(EventSink sink) {
        JsonNode message = open;
        String id = Json.text(message, "id");
        open = null;
        return message == null || id == null || !"message".equals(Json.text(message, "type"))
                ? null
                : new MessageItem(sink, id, items - 1, text.toString());
    }

    /** The items that it has ended. */
    List<JsonNode> done() {
        return done;
    }

    /** The response as it began; an empty object if it has not. */
    JsonNode begun() {
        return begun;
    }
}

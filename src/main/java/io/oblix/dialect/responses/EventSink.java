package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the events of one response go: each has the next number, and a name that repeats its type. */
final class EventSink {

    private final @Nullable Consumer<byte[]> out;
    private final UnaryOperator<String> ids;
    private int number;
    private int items;

    /**
     * @param out null for a client that wants the answer whole
     * @param ids makes an id of its prefix
     */
    EventSink(@Nullable Consumer<byte[]> out, UnaryOperator<String> ids) {
        this.out = out;
        this.ids = ids;
    }

    /** An id that no other item has. */
    String id(String prefix) {
        return ids.apply(prefix);
    }

    /** The place of the next item in the output. */
    int place() {
        return items++;
    }

    /** What was passed on as it is counts too. */
    void goOn(int nextNumber, int nextPlace) {
        number = nextNumber;
        items = nextPlace;
    }

    /** @param fields of the event beside its type and number */
    void send(String type, ObjectNode fields) {
        if (out != null) {
            out.accept(event(type, fields));
        }
    }

    /** The event as it would be sent next. */
    byte[] event(String type, ObjectNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", number++);
        event.setAll(fields);
        return EventFraming.event(type, Json.bytes(event));
    }

    void send(DeltaTemplate template, String text) {
        if (out != null) {
            out.accept(template.fill(number++, text));
        }
    }

    /** Bytes that are no event of ours: a comment, or an event of the provider's. */
    void pass(byte[] bytes) {
        if (out != null) {
            out.accept(bytes);
        }
    }
}

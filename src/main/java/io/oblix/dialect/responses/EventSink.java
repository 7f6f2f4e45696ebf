package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the events of one response go: each has the next number, and a name that repeats its type. */
final class EventSink {

    private static final byte[] RESPONSE = JsonTemplate.utf8(",\"response\":");
    private static final byte[] END = JsonTemplate.utf8("}");

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

    /** @param fields of the event beside its type and number, one at least; not asked for where none is sent */
    void send(String type, Supplier<ObjectNode> fields) {
        if (out != null) {
            byte[] json = Json.bytes(fields.get());
            json[0] = ',';
            out.accept(NumberedEvent.ofType(type).of(number++, json));
        }
    }

    /** @param rest of the JSON behind the number, a comma first */
    void send(String type, byte[]... rest) {
        if (out != null) {
            out.accept(NumberedEvent.ofType(type).of(number++, rest));
        }
    }

    void item(String type, int place, byte[] item) {
        if (out != null) {
            send(type, JsonTemplate.utf8(",\"output_index\":" + place + ",\"item\":"), item, END);
        }
    }

    /** An event about the response, which is written once for all that show the same. */
    void response(String type, byte[] response) {
        send(type, RESPONSE, response, END);
    }

    /** Whether the client wants events. */
    boolean isHeard() {
        return out != null;
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

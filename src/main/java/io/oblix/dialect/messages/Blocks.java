package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.dialect.EventTemplate;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The blocks of one message as events. One is open at a time, and their indexes have no gaps. */
final class Blocks {

    /** What is open. */
    enum Kind {
        NONE,
        TEXT,
        THINKING,
        TOOL,

        /** One that Claude began itself. */
        PASSED
    }

    private final Consumer<byte[]> out;
    private Kind open = Kind.NONE;

    /** The index of the next block. */
    private int next;

    private @Nullable EventTemplate pieces;
    private int chars;

    Blocks(Consumer<byte[]> out) {
        this.out = out;
    }

    Kind open() {
        return open;
    }

    /** Of all pieces so far. */
    int chars() {
        return chars;
    }

    /** Begins a block while none is open; one of kind {@code NONE} has no pieces and ends at once. */
    void begin(Kind kind, ObjectNode block) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", next++);
        event.set("content_block", block);
        send(event);
        open = kind;
        if (kind == Kind.NONE) {
            stop();
        }
    }

    /** What the pieces of the open block are called. */
    void pieces(String type, String field) {
        ObjectNode event = delta();
        event.putObject("delta").put("type", type).put(field, EventTemplate.GAP);
        pieces = new EventTemplate(EventFraming.event("content_block_delta", Json.bytes(event)));
    }

    void piece(String text) {
        EventTemplate template = pieces;
        if (template != null && !text.isEmpty()) {
            chars += text.length();
            out.accept(template.fill(text));
        }
    }

    void sign(String signature) {
        ObjectNode event = delta();
        event.putObject("delta").put("type", "signature_delta").put("signature", signature);
        send(event);
    }

    void stop() {
        open = Kind.NONE;
        send(Json.object().put("type", "content_block_stop").put("index", next - 1));
    }

    /** Notes what Claude's own frame began or ended. */
    void pass(AnswerEvent.Frame frame) {
        switch (frame.name()) {
            case "content_block_start" -> {
                next++;
                open = Kind.PASSED;
            }
            case "content_block_delta" -> {
                if (open == Kind.PASSED && frame.says(AnswerEvent.Text.class)) {
                    open = Kind.TEXT;
                }
            }
            case "content_block_stop" -> open = Kind.NONE;
            default -> {
                // Changes nothing that another model would have to know.
            }
        }
    }

    private ObjectNode delta() {
        return Json.object().put("type", "content_block_delta").put("index", next - 1);
    }

    void send(ObjectNode event) {
        out.accept(EventFraming.event(event.path("type").textValue(), Json.bytes(event)));
    }
}

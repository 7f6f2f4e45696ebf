package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.EventTemplate;
import io.oblix.json.Json;
import java.util.Arrays;

/** The event of a piece of text, written once; each piece differs in its number and its text only. */
final class DeltaTemplate {

    private static final byte[] AFTER_TEXT = JsonTemplate.utf8("\"}");

    private final NumberedEvent event;
    private final byte[] beforeText;

    /**
     * @param type of the event
     * @param fields of it beside the type, the number and {@code delta}, one at least
     */
    DeltaTemplate(String type, ObjectNode fields) {
        event = NumberedEvent.ofType(type);
        byte[] before = Json.bytes(fields.put("delta", ""));
        before[0] = ',';
        beforeText = Arrays.copyOf(before, before.length - AFTER_TEXT.length);
    }

    byte[] fill(int number, String text) {
        return event.of(number, beforeText, EventTemplate.quoted(text), AFTER_TEXT);
    }
}

package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.EventTemplate;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.nio.charset.StandardCharsets;

/** The event of a piece of text, written once; each piece differs in its number and its text only. */
final class DeltaTemplate {

    private static final String GAP = EventTemplate.GAP;
    private static final int NUMBER = 0;

    private final byte[] beforeNumber;
    private final byte[] beforeText;
    private final byte[] afterText;

    /**
     * @param type of the event
     * @param fields of it beside the type, the number and {@code delta}
     */
    DeltaTemplate(String type, ObjectNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", NUMBER);
        event.setAll(fields);
        byte[] framed = EventFraming.event(type, Json.bytes(event.put("delta", GAP)));
        String text = new String(framed, StandardCharsets.UTF_8);
        String number = "\"sequence_number\":";
        int at = text.indexOf(number) + number.length();
        int gap = text.indexOf(GAP);
        beforeNumber = bytes(text.substring(0, at));
        beforeText = bytes(text.substring(at + 1, gap));
        afterText = bytes(text.substring(gap + GAP.length()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] fill(int number, String text) {
        byte[] quoted = EventTemplate.quoted(text);
        int digits = digits(number);
        byte[] event = new byte[beforeNumber.length + digits + beforeText.length + quoted.length + afterText.length];
        int at = put(beforeNumber, event, 0);
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            event[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at = put(beforeText, event, at + digits);
        at = put(quoted, event, at);
        put(afterText, event, at);
        return event;
    }

    private static int put(byte[] part, byte[] event, int at) {
        System.arraycopy(part, 0, event, at, part.length);
        return at + part.length;
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}

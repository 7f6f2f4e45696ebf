package io.oblix.dialect.responses;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of one kind of event: its name, which repeats its type, then type and number, then what differs from event to
 * event.
 */
final class NumberedEvent {

    private static final byte[] END = JsonTemplate.utf8("\n\n");

    /** By their types, of which there are two dozen. */
    private static final Map<String, NumberedEvent> KNOWN = new ConcurrentHashMap<>();

    private final byte[] beforeNumber;

    static NumberedEvent ofType(String type) {
        return KNOWN.computeIfAbsent(type, NumberedEvent::new);
    }

    private NumberedEvent(String type) {
        beforeNumber = JsonTemplate.utf8("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":");
    }

    /** @param rest what stands behind the number up to the end of the JSON, without an end of a line */
    byte[] of(int number, byte[]... rest) {
        int digits = digits(number);
        int length = beforeNumber.length + digits + END.length;
        for (byte[] part : rest) {
            length += part.length;
        }
        byte[] event = Arrays.copyOf(beforeNumber, length);
        int left = number;
        for (int i = beforeNumber.length + digits - 1; i >= beforeNumber.length; i--) {
            event[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        int at = beforeNumber.length + digits;
        for (byte[] part : rest) {
            at = put(part, event, at);
        }
        put(END, event, at);
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

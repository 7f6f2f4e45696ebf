package io.oblix.server.reply;

import io.oblix.json.LineEnds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The framing of server-sent events (WHATWG HTML, "Server-sent events"): a line of data, or a comment that clients skip,
 * and an empty line.
 */
public final class EventFraming {

    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /** A comment that keeps a connection alive. */
    static final byte[] KEEP_ALIVE = comment("keep-alive");

    private EventFraming() {}

    /** An event with a name, as Anthropic and OpenAI's Responses send them. */
    public static byte[] event(String name, byte[] json) {
        byte[] named = name.getBytes(StandardCharsets.UTF_8);
        byte[] event = Arrays.copyOf(EVENT, EVENT.length + named.length + 1 + DATA.length + json.length + END.length);
        System.arraycopy(named, 0, event, EVENT.length, named.length);
        int at = EVENT.length + named.length;
        event[at] = '\n';
        data(json, event, at + 1);
        return event;
    }

    /** An event whose data is this JSON. */
    public static byte[] data(byte[] json) {
        byte[] event = new byte[DATA.length + json.length + END.length];
        data(json, event, 0);
        return event;
    }

    private static void data(byte[] json, byte[] event, int at) {
        System.arraycopy(DATA, 0, event, at, DATA.length);
        int start = at + DATA.length;
        int end = start + json.length;
        System.arraycopy(json, 0, event, start, json.length);
        for (int i = LineEnds.next(event, start, end); i < end; i = LineEnds.next(event, i + 1, end)) {
            // JSON has line ends between its tokens only, and an event's data must not have any.
            event[i] = ' ';
        }
        System.arraycopy(END, 0, event, end, END.length);
    }

    /** @param text one line */
    public static byte[] comment(String text) {
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}

package io.oblix.dialect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.oblix.json.Surrogates;
import io.oblix.server.reply.RequestIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An event that Jackson has written once, with gaps that are filled with the text of each piece. Nearly all events of a
 * stream differ in one text only; writing each as a tree would allocate several times as much.
 */
public final class EventTemplate {

    /** Stands for a gap while the template is made. It is random, so that nothing a provider sends can contain it. */
    public static final String GAP = RequestIds.next();

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final byte[][] parts;

    /** @param framed the event with {@link #GAP} as the value of one text or more */
    public EventTemplate(byte[] framed) {
        String event = new String(framed, StandardCharsets.UTF_8);
        parts = Arrays.stream(event.split(GAP, -1)).map(EventTemplate::utf8).toArray(byte[][]::new);
    }

    public byte[] fill(String text) {
        byte[] quoted = quoted(text);
        int length = quoted.length * (parts.length - 1);
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] event = Arrays.copyOf(parts[0], length);
        int at = parts[0].length;
        for (int i = 1; i < parts.length; i++) {
            System.arraycopy(quoted, 0, event, at, quoted.length);
            at += quoted.length;
            System.arraycopy(parts[i], 0, event, at, parts[i].length);
            at += parts[i].length;
        }
        return event;
    }

    /** The text as it stands between quotes. A model may split a surrogate pair over two pieces; a JSON escape can hold half a pair, UTF-8 cannot. */
    public static byte[] quoted(String text) {
        return Surrogates.hasLone(text)
                ? utf8(Surrogates.escapeLone(new String(ENCODER.quoteAsString(text))))
                : ENCODER.quoteAsUTF8(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

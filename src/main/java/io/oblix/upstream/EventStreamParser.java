package io.oblix.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads server-sent events as the WHATWG specifies them and passes on the data of each. Comments and other fields are
 * dropped: providers repeat the name of the event inside its data.
 */
public final class EventStreamParser {

    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final LineParser lines = new LineParser();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean hasData;

    /** @throws AnswerTooLong when an event is too long */
    public void feed(byte[] bytes, Consumer<byte[]> events) {
        lines.feed(bytes, line -> line(line, events));
    }

    /** Passes on an event without a blank line behind it: some servers end without one. */
    public void end(Consumer<byte[]> events) {
        lines.end(line -> line(line, events));
        dispatch(events);
    }

    private void line(byte[] line, Consumer<byte[]> events) {
        if (line.length == 0) {
            dispatch(events);
        } else if (isData(line)) {
            if (hasData) {
                data.write('\n');
            }
            hasData = true;
            int start = line.length > 5 && line[5] == ' ' ? 6 : 5;
            data.write(line, Math.min(start, line.length), Math.max(0, line.length - start));
            if (data.size() > LineParser.MAX_LINE_BYTES) {
                throw new AnswerTooLong("an event", LineParser.MAX_LINE_BYTES);
            }
        }
    }

    private static boolean isData(byte[] line) {
        return line.length >= DATA.length && Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length);
    }

    private void dispatch(Consumer<byte[]> events) {
        if (hasData) {
            byte[] event = data.toByteArray();
            data.reset();
            hasData = false;
            events.accept(event);
        }
    }
}

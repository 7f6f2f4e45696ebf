package io.oblix.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads server-sent events as the WHATWG specifies them and passes on the data of each. Comments and other fields are
 * dropped: providers repeat the name of the event inside its data, except {@code error}. A line that begins with a brace
 * is an event as well: some servers write an error into the stream as they would write it alone.
 */
public final class EventStreamParser {

    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "error".getBytes(StandardCharsets.US_ASCII);

    private final LineParser lines = new LineParser();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean hasData;
    private boolean isError;
    private boolean isBare;

    /** Whether the event that is being passed on has the name {@code error}. */
    public boolean isError() {
        return isError;
    }

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
        } else if (begins(line, DATA)) {
            add(line, valueStart(line, DATA));
        } else if (isBare || line[0] == '{') {
            if (!isBare) {
                dispatch(events);
            }
            isBare = true;
            add(line, 0);
        } else if (begins(line, EVENT)) {
            int start = valueStart(line, EVENT);
            isError = Arrays.equals(line, start, line.length, ERROR, 0, ERROR.length);
        }
    }

    private void add(byte[] line, int start) {
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        data.write(line, start, line.length - start);
        if (data.size() > LineParser.MAX_LINE_BYTES) {
            throw new AnswerTooLong("an event", LineParser.MAX_LINE_BYTES);
        }
    }

    private static int valueStart(byte[] line, byte[] field) {
        return line.length > field.length && line[field.length] == ' ' ? field.length + 1 : field.length;
    }

    private static boolean begins(byte[] line, byte[] field) {
        return line.length >= field.length && Arrays.equals(line, 0, field.length, field, 0, field.length);
    }

    private void dispatch(Consumer<byte[]> events) {
        if (hasData) {
            byte[] event = data.toByteArray();
            data.reset();
            hasData = false;
            events.accept(event);
        }
        isError = false;
        isBare = false;
    }
}

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
    private static final byte[] NONE = {};

    private final LineParser lines = new LineParser();

    /** The only line of data, as nearly all events have one. */
    private byte[] first = NONE;

    private int firstStart;
    private int firstEnd;

    /** All lines of data, once there is a second one. */
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(0);

    private boolean hasData;
    private boolean isError;
    private boolean isBare;

    /** Whether the event that is being passed on has the name {@code error}. */
    public boolean isError() {
        return isError;
    }

    /**
     * @param bytes nobody changes them afterwards
     * @throws AnswerTooLong when an event is too long
     */
    public void feed(byte[] bytes, Consumer<byte[]> events) {
        lines.feed(bytes, (in, start, end) -> line(in, start, end, events));
    }

    /** Passes on an event without a blank line behind it: some servers end without one. */
    public void end(Consumer<byte[]> events) {
        lines.end((in, start, end) -> line(in, start, end, events));
        dispatch(events);
    }

    private void line(byte[] in, int start, int end, Consumer<byte[]> events) {
        if (start == end) {
            dispatch(events);
        } else if (begins(in, start, end, DATA)) {
            add(in, valueStart(in, start, end, DATA), end);
        } else if (isBare || in[start] == '{') {
            if (!isBare) {
                dispatch(events);
            }
            isBare = true;
            add(in, start, end);
        } else if (begins(in, start, end, EVENT)) {
            isError = Arrays.equals(in, valueStart(in, start, end, EVENT), end, ERROR, 0, ERROR.length);
        }
    }

    private void add(byte[] in, int start, int end) {
        if (!hasData) {
            hasData = true;
            first = in;
            firstStart = start;
            firstEnd = end;
            return;
        }
        if (first != NONE) {
            data.write(first, firstStart, firstEnd - firstStart);
            first = NONE;
        }
        data.write('\n');
        data.write(in, start, end - start);
        if (data.size() > LineParser.MAX_LINE_BYTES) {
            throw new AnswerTooLong("an event", LineParser.MAX_LINE_BYTES);
        }
    }

    private static int valueStart(byte[] in, int start, int end, byte[] field) {
        int value = start + field.length;
        return value < end && in[value] == ' ' ? value + 1 : value;
    }

    private static boolean begins(byte[] in, int start, int end, byte[] field) {
        return end - start >= field.length && Arrays.equals(in, start, start + field.length, field, 0, field.length);
    }

    private void dispatch(Consumer<byte[]> events) {
        if (hasData) {
            byte[] event = first == NONE ? data.toByteArray() : Arrays.copyOfRange(first, firstStart, firstEnd);
            data.reset();
            first = NONE;
            hasData = false;
            events.accept(event);
        }
        isError = false;
        isBare = false;
    }
}

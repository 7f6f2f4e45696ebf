package io.oblix.upstream;

import io.oblix.json.ByteOrderMark;
import io.oblix.json.LineEnds;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Splits bytes into lines that end in {@code \n}, {@code \r\n} or {@code \r}, in whatever pieces they arrive. A byte-order
 * mark before the first is dropped.
 */
public final class LineParser {

    /** Bounds the memory that a provider can make this server use. */
    static final int MAX_LINE_BYTES = 32 * 1024 * 1024;

    /** Takes a line, which is a part of bytes that nobody changes afterwards. */
    @FunctionalInterface
    interface Lines {
        void line(byte[] bytes, int start, int end);
    }

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    private boolean afterCarriageReturn;
    private boolean afterFirst;

    /** @throws AnswerTooLong when a line is too long */
    public void feed(byte[] bytes, Consumer<byte[]> lines) {
        feed(bytes, (in, start, end) -> lines.accept(Arrays.copyOfRange(in, start, end)));
    }

    /** Passes on what follows the last end of a line. */
    public void end(Consumer<byte[]> lines) {
        end((in, start, end) -> lines.accept(Arrays.copyOfRange(in, start, end)));
    }

    /** The same without a copy of each line, as the bytes stay as they are. */
    void feed(byte[] bytes, Lines lines) {
        int start = 0;
        for (int at = next(bytes, 0); at < bytes.length; at = next(bytes, at + 1)) {
            boolean endedBefore = afterCarriageReturn && at == start && bytes[at] == '\n';
            afterCarriageReturn = bytes[at] == '\r';
            if (!endedBefore) {
                emit(bytes, start, at, lines);
            }
            start = at + 1;
        }
        afterCarriageReturn &= start == bytes.length;
        begun.write(bytes, start, bytes.length - start);
        if (begun.size() > MAX_LINE_BYTES) {
            throw new AnswerTooLong("a line", MAX_LINE_BYTES);
        }
    }

    private static int next(byte[] bytes, int start) {
        return LineEnds.next(bytes, start, bytes.length);
    }

    void end(Lines lines) {
        if (begun.size() > 0) {
            emit(new byte[0], 0, 0, lines);
        }
    }

    private void emit(byte[] bytes, int start, int end, Lines lines) {
        if (afterFirst && begun.size() == 0) {
            lines.line(bytes, start, end);
            return;
        }
        begun.write(bytes, start, end - start);
        byte[] line = afterFirst ? begun.toByteArray() : ByteOrderMark.without(begun.toByteArray());
        begun.reset();
        afterFirst = true;
        lines.line(line, 0, line.length);
    }
}

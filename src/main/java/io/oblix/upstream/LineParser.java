package io.oblix.upstream;

import io.oblix.json.ByteOrderMark;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Splits bytes into lines that end in {@code \n}, {@code \r\n} or {@code \r}, in whatever pieces they arrive. A byte-order
 * mark before the first is dropped.
 */
public final class LineParser {

    /** Bounds the memory that a provider can make this server use. */
    static final int MAX_LINE_BYTES = 32 * 1024 * 1024;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(256);
    private boolean afterCarriageReturn;
    private boolean afterFirst;

    /** @throws AnswerTooLong when a line is too long */
    public void feed(byte[] bytes, Consumer<byte[]> lines) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                begun.write(bytes, start, i - start);
                start = i + 1;
                emit(lines);
            } else {
                afterCarriageReturn = false;
            }
        }
        begun.write(bytes, start, bytes.length - start);
        if (begun.size() > MAX_LINE_BYTES) {
            throw new AnswerTooLong("a line", MAX_LINE_BYTES);
        }
    }

    /** Passes on what follows the last end of a line. */
    public void end(Consumer<byte[]> lines) {
        if (begun.size() > 0) {
            emit(lines);
        }
    }

    private void emit(Consumer<byte[]> lines) {
        byte[] line = begun.toByteArray();
        begun.reset();
        lines.accept(afterFirst ? line : ByteOrderMark.without(line));
        afterFirst = true;
    }
}

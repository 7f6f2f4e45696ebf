package io.oblix.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Estimates the heap that a request body will take, while it arrives: once its JSON has become a tree it is too late. A
 * few bytes of JSON can become a large object, so values count as well as bytes.
 */
final class HeapEstimate implements ByteProcessor {

    /** Each byte is in memory as received, as text, in the upstream request, and once more while it is copied. */
    static final int HEAP_PER_BYTE = 4;

    /** An empty object of three bytes takes a hundred in the tree; it counts as two values. */
    private static final int HEAP_PER_VALUE = 64;

    private long values;
    private boolean inText;
    private boolean escaped;

    /** The heap bytes of the next piece. */
    long of(ByteBuf piece) {
        values = 0;
        int at = piece.readerIndex();
        int end = piece.writerIndex();
        while (at < end) {
            int quote = inText ? endOfText(piece, at, end) : piece.forEachByte(at, end - at, this);
            if (quote < 0) {
                break;
            }
            inText = !inText;
            at = quote + 1;
        }
        return (long) piece.readableBytes() * HEAP_PER_BYTE + values * HEAP_PER_VALUE;
    }

    /** Nearly all of a large body is text, and Netty searches eight bytes at a time. */
    private int endOfText(ByteBuf piece, int start, int end) {
        int at = start;
        while (at < end) {
            int quote = piece.indexOf(at, end, (byte) '"');
            int stop = quote < 0 ? end : quote;
            boolean isEscaped = isEscaped(piece, at, stop);
            if (quote < 0) {
                escaped = isEscaped;
                return -1;
            }
            escaped = false;
            if (!isEscaped) {
                return quote;
            }
            at = quote + 1;
        }
        return -1;
    }

    /** Whether the byte at the end follows a backslash that is not itself escaped. */
    private boolean isEscaped(ByteBuf piece, int start, int end) {
        int backslashes = 0;
        while (end - backslashes > start && piece.getByte(end - backslashes - 1) == '\\') {
            backslashes++;
        }
        boolean odd = backslashes % 2 == 1;
        return backslashes == end - start ? odd != escaped : odd;
    }

    /** Counts values up to the quote at the start of a text. */
    @Override
    public boolean process(byte b) {
        if (b == ',' || b == ':' || b == '{' || b == '[') {
            values++;
        }
        return b != '"';
    }
}

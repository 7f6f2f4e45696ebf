package io.oblix.chat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * What a request body will take of the heap, told while it arrives: when its JSON has become a tree it is too late. A
 * few bytes of JSON make a large object, so values count beside bytes.
 */
final class BodyWeight implements ByteProcessor {

    /** A byte is in memory as received, as text, as the request upstream, and once while it is copied. */
    static final int HEAP_PER_BYTE = 4;

    /** An empty object of three bytes takes a hundred in the tree; it counts as two values. */
    private static final int HEAP_PER_VALUE = 64;

    private long values;
    private boolean inText;
    private boolean escaped;

    /** The heap bytes that the next piece takes. */
    long of(ByteBuf piece) {
        values = 0;
        piece.forEachByte(this);
        return (long) piece.readableBytes() * HEAP_PER_BYTE + values * HEAP_PER_VALUE;
    }

    @Override
    public boolean process(byte b) {
        if (inText) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inText = false;
            }
        } else if (b == '"') {
            inText = true;
        } else if (b == ',' || b == ':' || b == '{' || b == '[') {
            values++;
        }
        return true;
    }
}

package io.oblix.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time, the first of them lowest. A mark is the high bit of a byte; behind the first one that is
 * marked others may be marked wrongly.
 */
final class EightBytes {

    private static final VarHandle IN_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;

    private EightBytes() {}

    static long at(byte[] bytes, int place) {
        return (long) IN_BYTES.get(bytes, place);
    }

    static void put(byte[] bytes, int place, long eight) {
        IN_BYTES.set(bytes, place, eight);
    }

    /** Which of the eight is marked first; 8 for none. */
    static int first(long marked) {
        return Long.numberOfTrailingZeros(marked) / Byte.SIZE;
    }

    static long backslashes(long eight) {
        return below(eight ^ ONES * '\\', 1) & HIGH_BITS;
    }

    static long lineEnds(long eight) {
        return (below(eight ^ ONES * '\n', 1) | below(eight ^ ONES * '\r', 1)) & HIGH_BITS;
    }

    /** Marks quotes, backslashes and control characters. */
    static long special(long eight) {
        return (below(eight, 0x20) | below(eight ^ ONES * '"', 1) | below(eight ^ ONES * '\\', 1)) & HIGH_BITS;
    }

    /** The first so many of the eight, 0 to 7, with zeros behind them. */
    static long before(int place, long eight) {
        return eight & ((1L << (place * Byte.SIZE)) - 1);
    }

    /** Below 0 if one of them is outside ASCII. */
    static byte together(long eight) {
        return (byte) ((eight & HIGH_BITS) == 0 ? 0 : -1);
    }

    /** The high bits of the bytes that are less than the limit; none of those outside ASCII. */
    private static long below(long eight, int limit) {
        return eight - ONES * limit & ~eight;
    }
}

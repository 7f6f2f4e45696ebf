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

    /** Marks quotes, backslashes, control characters and bytes outside ASCII. */
    static long special(long eight) {
        return (eight | below(eight, 0x20) | below(eight ^ ONES * '"', 1) | below(eight ^ ONES * '\\', 1)) & HIGH_BITS;
    }

    /** The high bits of the bytes that are less than the limit; none of those outside ASCII. */
    private static long below(long eight, int limit) {
        return eight - ONES * limit & ~eight;
    }
}

package io.oblix.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of a JSON string in UTF-8, and decodes it, eight bytes at a time. Reading a string of any other form (broken
 * UTF-8, a control character, an unknown escape) is left to Jackson, which has words for it. For one thread.
 */
final class TextBytes {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;

    /** What the decoder of UTF-8 puts in the place of what it cannot read. */
    private static final char BROKEN = '\uFFFD';

    private int end;
    private boolean ascii;
    private boolean escaped;
    private boolean coded;

    /**
     * Looks for the end of the string.
     *
     * @param start behind its opening quote
     * @param limit behind the last byte of the JSON
     * @return false where Jackson must look at it
     */
    boolean find(byte[] bytes, int start, int limit) {
        ascii = true;
        escaped = false;
        coded = false;
        int at = plainUntil(bytes, start, limit);
        while (at < limit && bytes[at] != '"') {
            byte next = bytes[at];
            if (next < 0) {
                ascii = false;
                at++;
            } else {
                int length = next == '\\' ? escape(bytes, at, limit) : 0;
                if (length == 0) {
                    return false;
                }
                escaped = true;
                coded |= length > 2;
                at += length;
            }
            at = plainUntil(bytes, at, limit);
        }
        end = at;
        return at < limit;
    }

    /** The place of its closing quote, once it was found. */
    int end() {
        return end;
    }

    boolean isAscii() {
        return ascii;
    }

    /** Whether {@link #decoded} reads it. */
    boolean isDecodable() {
        return !coded;
    }

    boolean isEscaped() {
        return escaped;
    }

    /** The length of the escape that begins here; 0 where it is none. */
    private static int escape(byte[] bytes, int at, int limit) {
        if (limit - at < 2) {
            return 0;
        }
        if (bytes[at + 1] != 'u') {
            return unescaped(bytes[at + 1]) == 0 ? 0 : 2;
        }
        boolean hex = limit - at >= 6;
        for (int i = at + 2; hex && i < at + 6; i++) {
            hex = Character.digit(bytes[i], 16) >= 0;
        }
        return hex ? 6 : 0;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case '"', '\\', '/' -> letter;
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> 0;
        };
    }

    /** Whether the text of a string that is not ASCII was valid UTF-8; one that holds the replacement itself is not sure. */
    static boolean isSurelyValid(String decoded) {
        return decoded.indexOf(BROKEN) < 0;
    }

    /**
     * The text of a string without {@code \}{@code u} escapes that was found between these places.
     *
     * @param ascii whether all of its bytes are
     */
    static String decoded(byte[] bytes, int start, int end, boolean escaped, boolean ascii) {
        if (!escaped) {
            return new String(bytes, start, end - start, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
        byte[] out = new byte[end - start + Long.BYTES];
        int to = 0;
        int at = start;
        while (at < end) {
            int run = copyUntilEscape(bytes, at, end, out, to);
            at += run;
            to += run;
            if (at < end) {
                out[to++] = unescaped(bytes[at + 1]);
                at += 2;
            }
        }
        return new String(out, 0, to, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Copies up to the next backslash; what it copies beyond is overwritten. Returns the number of bytes before it. */
    private static int copyUntilEscape(byte[] bytes, int start, int end, byte[] out, int to) {
        int at = start;
        for (; at < end && at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(bytes, at);
            EIGHT_BYTES.set(out, to + at - start, eight);
            long marked = below(eight ^ ONES * '\\', 1) & HIGH_BITS;
            if (marked != 0) {
                return Math.min(at + Long.numberOfTrailingZeros(marked) / Byte.SIZE, end) - start;
            }
        }
        for (; at < end && bytes[at] != '\\'; at++) {
            out[to + at - start] = bytes[at];
        }
        return Math.min(at, end) - start;
    }

    /** The position of the first quote, backslash, control character or byte outside ASCII. */
    private static int plainUntil(byte[] bytes, int start, int end) {
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(bytes, at);
            // A borrow can mark a byte wrongly, but only behind one that is marked rightly.
            long marked = (eight | below(eight, 0x20) | below(eight ^ ONES * '"', 1) | below(eight ^ ONES * '\\', 1))
                    & HIGH_BITS;
            if (marked != 0) {
                return at + Long.numberOfTrailingZeros(marked) / Byte.SIZE;
            }
        }
        while (at < end && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The high bits of the bytes that are less than the limit. */
    private static long below(long eight, int limit) {
        return eight - ONES * limit & ~eight;
    }
}

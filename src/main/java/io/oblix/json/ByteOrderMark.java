package io.oblix.json;

import java.util.Arrays;

/** The byte-order mark of UTF-8, which some servers write before a text and which means nothing. */
public final class ByteOrderMark {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ByteOrderMark() {}

    /** The same array if there is none. */
    public static byte[] without(byte[] text) {
        return isAtStart(text) ? Arrays.copyOfRange(text, MARK.length, text.length) : text;
    }

    private static boolean isAtStart(byte[] text) {
        return text.length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
    }
}

package io.oblix.json;

import java.nio.charset.StandardCharsets;

/**
 * Finds the end of a JSON string in UTF-8, and decodes it, eight bytes at a time. Reading a string of any other form (broken
 * UTF-8, a control character, an unknown escape) is left to Jackson, which has words for it. For one thread.
 */
final class TextBytes {

    /** What the decoder of UTF-8 puts in the place of what it cannot read. */
    private static final char BROKEN = '\uFFFD';

    /** The bytes of an escape of a letter, and of one of a code point. */
    private static final int SHORT = 2;

    private static final int CODE = 6;

    /** What each letter behind a backslash means; 0 for none that is one byte. */
    private static final byte[] UNESCAPED = new byte[128];

    static {
        String letters = "n\"\\/trbf";
        String meanings = "\n\"\\/\t\r\b\f";
        for (int i = 0; i < letters.length(); i++) {
            UNESCAPED[letters.charAt(i)] = (byte) meanings.charAt(i);
        }
    }

    private int end;

    /** All bytes of the string together: below 0 if one of them is outside ASCII. */
    private byte all;

    private int escapes;

    /** Those of the escapes that name a code point. */
    private int codes;

    /**
     * Looks for the end of the string.
     *
     * @param start behind its opening quote
     * @param limit behind the last byte of the JSON
     * @return false where Jackson must look at it
     */
    boolean find(byte[] bytes, int start, int limit) {
        all = 0;
        escapes = 0;
        codes = 0;
        int at = plainUntil(bytes, start, limit);
        while (at < limit && bytes[at] != '"') {
            int length = bytes[at] == '\\' ? escape(bytes, at, limit) : 0;
            if (length == 0) {
                return false;
            }
            escapes++;
            codes += length == CODE ? 1 : 0;
            at = plainUntil(bytes, at + length, limit);
        }
        end = at;
        return at < limit;
    }

    /** The place of its closing quote, once it was found. */
    int end() {
        return end;
    }

    boolean isAscii() {
        return all >= 0;
    }

    /** Whether {@link #decoded} reads it. */
    boolean isDecodable() {
        return codes == 0;
    }

    boolean isEscaped() {
        return escapes > 0;
    }

    /**
     * The number of its characters.
     *
     * @param start behind its opening quote
     * @return -1 if it is not UTF-8
     */
    int length(byte[] bytes, int start) {
        int unescaped = isAscii() ? end - start : Utf8.length(bytes, start, end);
        return unescaped < 0 ? -1 : unescaped - escapes - codes * (CODE - SHORT);
    }

    /** The length of the escape that begins here; 0 where it is none. */
    private static int escape(byte[] bytes, int at, int limit) {
        if (limit - at < SHORT) {
            return 0;
        }
        byte letter = bytes[at + 1];
        if (letter != 'u') {
            return letter < 0 || UNESCAPED[letter] == 0 ? 0 : SHORT;
        }
        boolean hex = limit - at >= CODE;
        for (int i = at + 2; hex && i < at + CODE; i++) {
            hex = Character.digit(bytes[i], 16) >= 0;
        }
        return hex ? CODE : 0;
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
                out[to++] = UNESCAPED[bytes[at + 1]];
                at += 2;
            }
        }
        return new String(out, 0, to, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Copies up to the next backslash; what it copies beyond is overwritten. Returns the number of bytes before it. */
    private static int copyUntilEscape(byte[] bytes, int start, int end, byte[] out, int to) {
        int at = start;
        for (; at < end && at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long eight = EightBytes.at(bytes, at);
            EightBytes.put(out, to + at - start, eight);
            int place = EightBytes.first(EightBytes.backslashes(eight));
            if (place < Long.BYTES) {
                return Math.min(at + place, end) - start;
            }
        }
        for (; at < end && bytes[at] != '\\'; at++) {
            out[to + at - start] = bytes[at];
        }
        return Math.min(at, end) - start;
    }

    /** The position of the first quote, backslash or control character; notes what is before it. */
    private int plainUntil(byte[] bytes, int start, int end) {
        int at = start;
        long passed = 0;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = EightBytes.at(bytes, at);
            int place = EightBytes.first(EightBytes.special(eight));
            if (place < Long.BYTES) {
                all |= EightBytes.together(passed | EightBytes.before(place, eight));
                return at + place;
            }
            passed |= eight;
        }
        all |= EightBytes.together(passed);
        for (; at < end && isPlain(bytes[at]); at++) {
            all |= bytes[at];
        }
        return at;
    }

    private static boolean isPlain(byte next) {
        return next < 0 || (next >= 0x20 && next != '"' && next != '\\');
    }
}

package io.oblix.facts.secret;

/** Kinds of ASCII characters as bits, and bounded looks at a text. All other characters have no kind: they separate. */
final class Chars {

    static final int DIGIT = 1;
    static final int UPPER = 2;
    static final int LOWER = 4;
    static final int DASH = 8;
    static final int UNDERSCORE = 16;

    /** What no token contains and a check may start at. */
    static final int MARK = 32;

    /** {@code +} and {@code /}, which base64 uses beside letters and digits. */
    static final int BASE64_SIGN = 64;

    /** {@code =}, at the end of base64. */
    static final int PADDING = 128;

    static final int LETTER = UPPER | LOWER;
    static final int WORD = LETTER | DIGIT;
    static final int TOKEN = WORD | DASH | UNDERSCORE;
    static final int BASE64 = WORD | BASE64_SIGN | PADDING;

    private static final int ASCII = 128;
    private static final byte[] KINDS = new byte[ASCII];

    static {
        fill('0', '9', DIGIT);
        fill('A', 'Z', UPPER);
        fill('a', 'z', LOWER);
        KINDS['-'] = DASH;
        KINDS['_'] = UNDERSCORE;
        for (char mark : new char[] {'@', ':', '~', '('}) {
            KINDS[mark] = MARK;
        }
        KINDS['+'] = MARK | BASE64_SIGN;
        KINDS['/'] = BASE64_SIGN;
        KINDS['='] = (byte) PADDING;
    }

    private Chars() {}

    private static void fill(char first, char last, int kind) {
        for (char c = first; c <= last; c++) {
            KINDS[c] = (byte) kind;
        }
    }

    static int kind(char c) {
        return c < ASCII ? KINDS[c] & 0xFF : 0;
    }

    static boolean is(char c, int kinds) {
        return (kind(c) & kinds) != 0;
    }

    /** The character there; NUL before the beginning and after the end. */
    static char at(CharSequence text, int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : 0;
    }

    /** Where a run of these kinds ends, at most so many characters on. */
    static int end(CharSequence text, int from, int most, int kinds) {
        int last = Math.min(text.length(), from + most);
        int end = from;
        while (end < last && is(text.charAt(end), kinds)) {
            end++;
        }
        return end;
    }

    /** Whether all characters are of these kinds. */
    static boolean areAll(CharSequence text, int from, int to, int kinds) {
        return end(text, from, to - from, kinds) == to;
    }

    static boolean startsWith(CharSequence text, int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(text, from + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is the letter of {@code \n}, {@code \r} or {@code \t}, as JSON and programs write ends of lines. */
    static boolean isEscape(CharSequence text, int index) {
        char c = at(text, index);
        return (c == 'n' || c == 'r' || c == 't') && at(text, index - 1) == '\\';
    }

    /** The character before; a space where that is the end of a line in its written form. */
    static char before(CharSequence text, int index) {
        return isEscape(text, index - 1) ? ' ' : at(text, index - 1);
    }

    static boolean isHex(char c) {
        return is(c, DIGIT) || (c >= 'a' && c <= 'f');
    }

    static boolean areHex(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isHex(at(text, i))) {
                return false;
            }
        }
        return true;
    }

    /** How many different characters there are; a placeholder such as {@code xxxx} has few. */
    static int distinct(CharSequence text, int from, int to) {
        long low = 0;
        long high = 0;
        for (int i = from; i < to; i++) {
            char c = at(text, i);
            if (c < Long.SIZE) {
                low |= 1L << c;
            } else if (c < ASCII) {
                high |= 1L << (c - Long.SIZE);
            }
        }
        return Long.bitCount(low) + Long.bitCount(high);
    }
}

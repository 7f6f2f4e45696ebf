package io.oblix.facts.text;

/**
 * What a UTF-16 code unit is when words and tokens are counted. The tables are our own because those of
 * {@link Character} learn new letters with each Java release, and a prompt must score the same on all of them.
 */
public enum CharKind {
    SPACE,
    LETTER,
    DIGIT,

    /** Of a script without spaces between words: a character is about half a word. */
    WIDE,

    SYMBOL;

    private static final CharKind[] ASCII = new CharKind[128];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            ASCII[c] = letter ? LETTER : digit ? DIGIT : c <= ' ' ? SPACE : SYMBOL;
        }
    }

    public static CharKind of(char c) {
        if (c < 0x80) {
            return ASCII[c];
        }
        if (c < 0xC0) {
            return c == 0xA0 ? SPACE : SYMBOL;
        }
        if (c < 0x2000) {
            if (c == 0xD7 || c == 0xF7) {
                return SYMBOL;
            }
            // Thai, Lao, Burmese and Khmer put no spaces between words.
            boolean wide = (c >= 0x0E00 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800);
            return wide ? WIDE : LETTER;
        }
        if (c < 0x2E80) {
            return c <= 0x200B || c == 0x2028 || c == 0x2029 ? SPACE : SYMBOL;
        }
        if (c < 0xD800) {
            if (c >= 0x3000 && c < 0x3040) {
                return c == 0x3000 ? SPACE : SYMBOL;
            }
            return WIDE;
        }
        return (c >= 0xF900 && c < 0xFB00) || (c >= 0xFF66 && c < 0xFFA0) ? WIDE : SYMBOL;
    }

    /** The lower-case form of a Latin, Greek or Cyrillic letter; any other character as it is. */
    public static char lower(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) {
            return (char) (c + 32);
        }
        if (c >= 0x400 && c <= 0x40F) {
            return (char) (c + 80);
        }
        if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) {
            return (char) (c | 1);
        }
        return c;
    }
}

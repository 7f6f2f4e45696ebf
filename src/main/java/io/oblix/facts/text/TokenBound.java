package io.oblix.facts.text;

/**
 * How many tokens texts have at most, for money that is put aside: nothing is sampled, and what tokenizers know badly counts
 * as much as they make of it at worst. Tokenizers of today cut bytes that they know no word for into a token each, so no
 * text has more tokens than it has bytes in UTF-8. Words of English are counted nearly twice.
 */
public final class TokenBound {

    // In hundredths of a token for each UTF-16 code unit. Random letters and base64 have 0.55 to 0.75 with GPT-4o's
    // tokenizer, random punctuation 0.67, rare Chinese characters 2.1; Claude's makes up to 1.35 times as many.
    private static final int LETTER = 35;
    private static final int BEGIN_OF_RUN = 50;
    private static final int LETTER_OF_LONG_RUN = 75;
    private static final int DIGIT = 60;
    private static final int SPACE = 20;
    private static final int LINE_END = 100;
    private static final int MARK = 70;
    private static final int ACCENTED_LETTER = 150;
    private static final int GREEK_OR_CYRILLIC = 100;
    private static final int SCRIPT_OF_TWO_BYTES = 150;
    private static final int GENERAL_PUNCTUATION = 100;
    private static final int CHINESE_OR_KOREAN = 210;
    private static final int HALF_OF_FOUR_BYTES = 200;
    private static final int ANY_OTHER = 300;

    /** No word is as long, but what machines write is. */
    private static final int LONG_RUN = 16;

    private static final byte[] ASCII = new byte[0x80];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            int cost = letter
                    ? LETTER
                    : digit ? DIGIT : c == ' ' || c == '\t' ? SPACE : c > ' ' && c != 0x7F ? MARK : LINE_END;
            ASCII[c] = (byte) cost;
        }
    }

    private long hundredths;

    public void add(String text) {
        long sum = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ASCII.length) {
                sum += beyondAscii(c);
                run = 0;
                continue;
            }
            int cost = ASCII[c];
            sum += cost;
            run = cost == LETTER || cost == DIGIT ? run + 1 : 0;
            if (run == 1) {
                sum += BEGIN_OF_RUN;
            } else if (run > LONG_RUN) {
                sum += LETTER_OF_LONG_RUN - cost;
            }
        }
        hundredths += sum;
    }

    private static int beyondAscii(char c) {
        if (c < 0x250) {
            return ACCENTED_LETTER;
        } else if (c >= 0x370 && c < 0x530) {
            return GREEK_OR_CYRILLIC;
        } else if (c < 0x800) {
            return SCRIPT_OF_TWO_BYTES;
        } else if (c >= 0x900 && c < 0xE80) {
            // India's scripts and Thai.
            return SCRIPT_OF_TWO_BYTES;
        } else if (c >= 0x2000 && c < 0x2070) {
            return GENERAL_PUNCTUATION;
        } else if ((c >= 0x3000 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7B0)) {
            return CHINESE_OR_KOREAN;
        }
        return Character.isSurrogate(c) ? HALF_OF_FOUR_BYTES : ANY_OTHER;
    }

    /** For all texts together. */
    public long tokens() {
        return (hundredths + 99) / 100;
    }
}

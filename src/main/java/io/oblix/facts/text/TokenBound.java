package io.oblix.facts.text;

/**
 * How many tokens texts have at most, for money that is put aside: nothing is sampled, and what tokenizers know badly counts
 * as much as they make of it at worst. Tokenizers of today cut bytes that they know no word for into a token each, so no
 * text has more tokens than it has bytes in UTF-8. Words of English are counted nearly twice.
 */
public final class TokenBound {

    // In hundredths of a token for each UTF-16 code unit. Random letters and base64 have 0.55 to 0.8 with tokenizers of
    // today, random punctuation 0.67, rare Chinese characters 2.1; Claude's makes up to 1.35 times as many as GPT-4o's.
    private static final int LETTER = 35;
    private static final int LETTER_OF_NO_WORD = 80;

    /** Where a word begins, or goes on in another case or in digits. */
    private static final int CHANGE = 50;

    /** OpenAI's and Llama's tokenizers take three together, those of Gemini, Mistral and Qwen each by itself. */
    private static final int DIGIT = 100;

    /** The last of a row, which a word takes along. */
    private static final int SPACE = 20;

    /** The others of the row are one token, however short it is. */
    private static final int SECOND_SPACE = 100;

    private static final int FURTHER_SPACE = 10;
    private static final int TAB_OR_AFTER_IT = 100;
    private static final int LINE_END = 100;
    private static final int MARK = 70;
    private static final int MARK_AFTER_SPACE = 80;
    private static final int ACCENTED_LETTER = 150;
    private static final int CYRILLIC = 100;
    private static final int OTHER_OF_TWO_BYTES = 200;
    private static final int DEVANAGARI_OR_THAI = 200;
    private static final int GENERAL_PUNCTUATION = 200;
    private static final int CHINESE_OR_KOREAN = 210;
    private static final int HALF_OF_FOUR_BYTES = 200;
    private static final int ANY_OTHER = 300;

    /** No word is as long, but what machines write is. */
    private static final int LONG_RUN = 16;

    /** Of a hundred letters of a language that is written in these so many are vowels, more than of random ones: 19. */
    private static final int LEAST_VOWELS = 28;

    /** Of fewer letters the share says nothing. */
    private static final int FEW_LETTERS = 200;

    private static final byte OTHER = 0;
    private static final byte LOWER = 1;
    private static final byte UPPER = 2;
    private static final byte NUMBER = 3;

    private static final byte[] ASCII = new byte[0x80];
    private static final byte[] KIND = new byte[0x80];
    private static final boolean[] VOWEL = new boolean[0x80];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            KIND[c] =
                    c >= 'a' && c <= 'z' ? LOWER : c >= 'A' && c <= 'Z' ? UPPER : c >= '0' && c <= '9' ? NUMBER : OTHER;
            ASCII[c] = (byte) (c == ' ' ? SPACE : c > ' ' && c != 0x7F ? MARK : LINE_END);
            VOWEL[c] = "aeiouAEIOU".indexOf(c) >= 0;
        }
    }

    private long hundredths;

    public void add(String text) {
        long sum = 0;
        int run = 0;
        int spaces = 0;
        int letters = 0;
        int vowels = 0;
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            byte kind = c < KIND.length ? KIND[c] : OTHER;
            spaces = c == ' ' ? spaces + 1 : 0;
            if (c >= ASCII.length) {
                sum += beyondAscii(c);
                run = 0;
            } else if (kind == OTHER) {
                sum += c == '\t' || c == ' ' ? blank(c, before, spaces) : mark(c, before);
                run = 0;
            } else {
                run++;
                if (kind == NUMBER) {
                    // A word takes the space before it along, a number does not.
                    sum += DIGIT + (run == 1 && before == ' ' ? TAB_OR_AFTER_IT - SPACE : 0);
                } else if (run > LONG_RUN) {
                    sum += LETTER_OF_NO_WORD;
                } else {
                    sum += run == 1 || (run > 2 && kind != KIND[before]) ? LETTER + CHANGE : LETTER;
                    letters++;
                    vowels += VOWEL[c] ? 1 : 0;
                }
            }
            before = c;
        }
        if (letters >= FEW_LETTERS && vowels * 100L < (long) LEAST_VOWELS * letters) {
            sum += (long) letters * (LETTER_OF_NO_WORD - LETTER);
        }
        hundredths += sum;
    }

    /** Many of the same in a row are one token, but not both in turn. */
    private static int blank(char c, char before, int spaces) {
        if (c == '\t') {
            return before == '\t' ? SPACE : TAB_OR_AFTER_IT;
        } else if (spaces > 1) {
            return spaces == 2 ? SECOND_SPACE : FURTHER_SPACE;
        }
        return before == '\t' ? TAB_OR_AFTER_IT : SPACE;
    }

    private static int mark(char c, char before) {
        return before == ' ' && ASCII[c] == MARK ? MARK_AFTER_SPACE : ASCII[c];
    }

    private static int beyondAscii(char c) {
        if (c < 0x180) {
            return ACCENTED_LETTER;
        } else if (c >= 0x400 && c < 0x460) {
            return CYRILLIC;
        } else if (c < 0x800) {
            return OTHER_OF_TWO_BYTES;
        } else if ((c >= 0x900 && c < 0x980) || (c >= 0xE00 && c < 0xE80)) {
            return DEVANAGARI_OR_THAI;
        } else if (c >= 0x2000 && c < 0x2070) {
            return GENERAL_PUNCTUATION;
        } else if ((c >= 0x3000 && c < 0x3100) || (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7B0)) {
            return CHINESE_OR_KOREAN;
        }
        return Character.isSurrogate(c) ? HALF_OF_FOUR_BYTES : ANY_OTHER;
    }

    /** For all texts together. */
    public long tokens() {
        return (hundredths + 99) / 100;
    }
}

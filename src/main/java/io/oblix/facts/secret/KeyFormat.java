package io.oblix.facts.secret;

import java.util.zip.CRC32;

/**
 * The public format of a provider's keys: a prefix, then so many characters of an alphabet, and nothing more of a token.
 *
 * @param alphabet kinds of {@link Chars} of which the rest consists
 * @param least the least number of characters after the prefix
 * @param most the greatest
 */
record KeyFormat(String prefix, int alphabet, int least, int most, Rest rest) {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_CHARS = 6;

    /** A key is random: so few different characters are a placeholder. */
    private static final int LEAST_DISTINCT = 8;

    /** What must hold for what stands after the prefix. */
    enum Rest {
        /** Letters and digits, well mixed. */
        MIXED {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                return hasBoth(text, from, to);
            }
        },
        /** Well mixed letters, of which none needs to be a digit. */
        LETTERS {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                return Chars.distinct(text, from, to) > LEAST_DISTINCT;
            }
        },
        /** Small hexadecimal digits. */
        HEX {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                return hasBoth(text, from, to) && Chars.areHex(text, from, to);
            }
        },
        /** GitHub's and npm's: the last six characters are the CRC-32 of those before, in base 62. */
        CRC32 {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                return hasChecksum(text, from, to);
            }
        },
        /** Slack's: a number first, and two parts more. */
        PARTS {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                int first = Chars.end(text, from, to - from, Chars.DIGIT);
                int second = Chars.end(text, first + 1, to - from, Chars.WORD);
                return first > from && second < to - 1 && hasBoth(text, from, to);
            }
        },
        /** After OpenAI's prefix: with its mark in the middle, or as long as the keys of those who took the prefix over. */
        OPENAI {
            @Override
            boolean holds(CharSequence text, int from, int to) {
                return hasBoth(text, from, to) && isOpenAi(text, from, to);
            }
        };

        abstract boolean holds(CharSequence text, int from, int to);
    }

    /** Whether the token from here to there, of which the prefix is known to match, is such a key. */
    boolean fits(CharSequence text, int from, int to) {
        int rest = from + prefix.length();
        int length = to - rest;
        return length >= least
                && length <= most
                && Chars.areAll(text, rest, to, alphabet)
                && this.rest.holds(text, rest, to);
    }

    private static boolean hasBoth(CharSequence text, int from, int to) {
        int kinds = 0;
        for (int i = from; i < to; i++) {
            kinds |= Chars.kind(text.charAt(i));
        }
        return (kinds & Chars.DIGIT) != 0
                && (kinds & Chars.LETTER) != 0
                && Chars.distinct(text, from, to) >= LEAST_DISTINCT;
    }

    private static boolean hasChecksum(CharSequence text, int from, int to) {
        CRC32 sum = new CRC32();
        for (int i = from; i < to - CHECKSUM_CHARS; i++) {
            sum.update(text.charAt(i));
        }
        long left = sum.getValue();
        for (int i = to - 1; i >= to - CHECKSUM_CHARS; i--) {
            if (text.charAt(i) != BASE62.charAt((int) (left % BASE62.length()))) {
                return false;
            }
            left /= BASE62.length();
        }
        return true;
    }

    /** {@code T3BlbkFJ} is "OpenAI" in base64. DeepSeek's keys are 32 hexadecimal digits, Moonshot's 48 characters. */
    private static boolean isOpenAi(CharSequence text, int from, int to) {
        int length = to - from;
        if (length == 32) {
            return Chars.areHex(text, from, to);
        }
        if (length == 48 && Chars.areAll(text, from, to, Chars.WORD)) {
            return true;
        }
        for (int i = from + 16; i <= to - 24; i++) {
            if (text.charAt(i) == 'T' && Chars.startsWith(text, i, "T3BlbkFJ")) {
                return true;
            }
        }
        return false;
    }
}

package io.oblix.facts.text;

/**
 * What pieces of text cost in tokens, cut the way tokenizers cut them: words at the humps of camelCase, numbers into
 * threes, marks into runs. The costs are in hundredths of a token.
 */
final class TokenTally {

    // Fitted to the tokenizers of GPT-4o and Llama 3.
    private static final int WORD = 100;
    private static final int LETTER_OF_LONG_WORD = 10;
    private static final int LETTER_OF_VERY_LONG_WORD = 20;
    private static final int ACCENTED_LETTER = 230;
    private static final int LETTER_OF_OTHER_SCRIPT = 34;
    private static final int WIDE_CHARACTER = 85;
    private static final int THREE_DIGITS = 160;
    private static final int NUMBER_AFTER_SPACE = 45;
    private static final int MARKS = 68;
    private static final int FURTHER_MARK = 14;
    private static final int LINE_END = 100;
    private static final int SPACES = 35;
    private static final int HALF_EMOJI = 90;

    private static final int LONG = 7;
    private static final int VERY_LONG = 14;

    /** The first letter that is not Latin. */
    private static final int OTHER_SCRIPTS = 0x250;

    private long hundredths;

    // How much of that is what kind of text.
    private long accented;
    private long ofOtherScripts;
    private long wide;
    private long digits;
    private long marks;

    void clear() {
        hundredths = 0;
        accented = 0;
        ofOtherScripts = 0;
        wide = 0;
        digits = 0;
        marks = 0;
    }

    /** The cost of what was counted until now, in hundredths of a token. */
    long hundredths() {
        return hundredths;
    }

    /** What was counted mostly consists of this. */
    TextKind kind() {
        // The rest of a table of numbers is its separators.
        if (5 * digits > 2 * hundredths) {
            return TextKind.NUMBERS;
        } else if (10 * wide > 3 * hundredths) {
            return TextKind.WIDE;
        } else if (10 * ofOtherScripts > 3 * hundredths) {
            return TextKind.SCRIPT;
        } else if (5 * marks > hundredths) {
            return TextKind.CODE;
        }
        return 50 * accented > hundredths ? TextKind.ACCENTED : TextKind.WORDS;
    }

    /** Adds what stands from {@code start} to before {@code end}. */
    void count(String text, int start, int end) {
        int at = start;
        while (at < end) {
            char c = text.charAt(at);
            if (c == ' ' && at + 1 < end && CharKind.of(text.charAt(at + 1)) == CharKind.LETTER) {
                // The space before a word is part of the word's token.
                at++;
                continue;
            }
            at = switch (CharKind.of(c)) {
                case LETTER -> word(text, at, end);
                case DIGIT -> number(text, at, end);
                case SPACE -> spaces(text, at, end);
                case WIDE -> wide(at);
                case SYMBOL -> Character.isSurrogate(c) ? one(HALF_EMOJI, at) : marks(text, at, end);
            };
        }
    }

    private int wide(int at) {
        wide += WIDE_CHARACTER;
        return one(WIDE_CHARACTER, at);
    }

    private int one(int cost, int at) {
        hundredths += cost;
        return at + 1;
    }

    private int word(String text, int start, int end) {
        int accents = 0;
        boolean latin = true;
        boolean wasCapital = true;
        int at = start;
        for (; at < end; at++) {
            char c = text.charAt(at);
            boolean capital = c >= 'A' && c <= 'Z';
            if (CharKind.of(c) != CharKind.LETTER || (capital && !wasCapital)) {
                break;
            }
            wasCapital = capital;
            accents += c >= 0x80 ? 1 : 0;
            latin &= c < OTHER_SCRIPTS;
        }
        int length = at - start;
        if (latin) {
            hundredths += WORD
                    + (long) Math.max(0, Math.min(length, VERY_LONG) - LONG) * LETTER_OF_LONG_WORD
                    + (long) Math.max(0, length - VERY_LONG) * LETTER_OF_VERY_LONG_WORD
                    + (long) accents * ACCENTED_LETTER;
            accented += (long) accents * ACCENTED_LETTER;
        } else {
            hundredths += (long) length * LETTER_OF_OTHER_SCRIPT;
            ofOtherScripts += (long) length * LETTER_OF_OTHER_SCRIPT;
        }
        return at;
    }

    private int number(String text, int start, int end) {
        int at = start;
        while (at < end && CharKind.of(text.charAt(at)) == CharKind.DIGIT) {
            at++;
        }
        boolean afterSpace = start > 0 && text.charAt(start - 1) == ' ';
        long cost = (long) (at - start + 2) / 3 * THREE_DIGITS + (afterSpace ? NUMBER_AFTER_SPACE : 0);
        hundredths += cost;
        digits += cost;
        return at;
    }

    private int spaces(String text, int start, int end) {
        int at = start;
        boolean line = false;
        for (; at < end && CharKind.of(text.charAt(at)) == CharKind.SPACE; at++) {
            line |= text.charAt(at) == '\n';
        }
        boolean indented = line ? at - start > 2 && text.charAt(at - 1) != '\n' : at - start > 1;
        hundredths += (line ? LINE_END : 0) + (indented ? SPACES : 0);
        return at;
    }

    private int marks(String text, int start, int end) {
        int at = start;
        while (at < end && CharKind.of(text.charAt(at)) == CharKind.SYMBOL && !Character.isSurrogate(text.charAt(at))) {
            at++;
        }
        long cost = MARKS + (long) (at - start - 1) * FURTHER_MARK;
        hundredths += cost;
        marks += cost;
        return at;
    }
}

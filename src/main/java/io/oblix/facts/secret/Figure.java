package io.oblix.facts.secret;

/**
 * Groups of digits with single separators between, such as {@code 4111 1111 1111 1111} or {@code 2024-01-15}: what a number
 * of a person or an account is taken from. Reused, to allocate nothing for the many figures that are neither.
 */
final class Figure {

    /** More groups than any number has; a longer row of figures is read in pieces. */
    private static final int MAX_GROUPS = 24;

    private static final int LEAST_DIGITS = 8;

    private static final char NO_BREAK_SPACE = '\u00A0';
    private static final char NARROW_SPACE = '\u202F';

    /** Before a figure, they make it a part of something else: a fraction, a path, an amount, a number of an order. */
    private static final String GLUE_BEFORE = "-_.+#$€£/\\@&*^~";

    private static final String GLUE_AFTER = "%€$°@";

    private final int[] starts = new int[MAX_GROUPS];
    private final int[] ends = new int[MAX_GROUPS];
    private CharSequence text = "";
    private int count;
    private int end;

    /**
     * Reads the figure that begins here.
     *
     * @return false when it is a part of something else
     */
    boolean read(CharSequence from, int start) {
        text = from;
        count = 0;
        end = start;
        int next = start;
        while (count < MAX_GROUPS && Chars.is(Chars.at(text, next), Chars.DIGIT)) {
            int last = Chars.end(text, next, text.length() - next, Chars.DIGIT);
            if (Chars.is(Chars.at(text, last), Chars.LETTER | Chars.UNDERSCORE)) {
                break;
            }
            starts[count] = next;
            ends[count++] = last;
            end = last;
            next = isSeparator(Chars.at(text, last)) ? last + 1 : last;
        }
        return count > 0
                && GLUE_BEFORE.indexOf(Chars.at(text, start - 1)) < 0
                && GLUE_AFTER.indexOf(Chars.at(text, end)) < 0;
    }

    private static boolean isSeparator(char c) {
        return c == '-' || c == '.' || c == '/' || isSpace(c);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == NO_BREAK_SPACE || c == NARROW_SPACE;
    }

    /** Whether there are as many digits as the shortest number that counts has. */
    boolean isLongEnough() {
        int digits = 0;
        for (int i = 0; i < count; i++) {
            digits += ends[i] - starts[i];
        }
        return digits >= LEAST_DIGITS;
    }

    int count() {
        return count;
    }

    /** Behind its last group. */
    int end() {
        return end;
    }

    CharSequence text() {
        return text;
    }

    int start(int group) {
        return starts[group];
    }

    /** The first digit of a group. */
    char first(int group) {
        return text.charAt(starts[group]);
    }

    /** How many digits a group has; 0 for a group that is not there. */
    int length(int group) {
        return group < 0 || group >= count ? 0 : ends[group] - starts[group];
    }

    /** The sign before a group, spaces of every width as one; 0 before the first group. */
    char before(int group) {
        if (group <= 0 || group >= count) {
            return 0;
        }
        char sign = text.charAt(starts[group] - 1);
        return isSpace(sign) ? ' ' : sign;
    }

    /** Whether the groups from this one on have these lengths, these signs between, and only spaces around. */
    boolean has(int group, int[] lengths, String signs) {
        for (int i = 0; i < lengths.length; i++) {
            if (length(group + i) != lengths[i] || (i > 0 && before(group + i) != signs.charAt(i - 1))) {
                return false;
            }
        }
        char left = before(group);
        char right = before(group + lengths.length);
        return (left == 0 || left == ' ') && (right == 0 || right == ' ');
    }

    /** The digits of so many groups. */
    String digits(int group, int groups) {
        StringBuilder digits = new StringBuilder();
        for (int i = group; i < group + groups; i++) {
            digits.append(text, starts[i], ends[i]);
        }
        return digits.toString();
    }
}

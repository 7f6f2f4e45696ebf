package io.oblix.facts.secret;

/** Words that stand shortly before a figure and say what it is. Looked for only once the figure itself could be it. */
final class Nearby {

    private final int back;
    private final String[] beginnings;

    /** A bit for each letter that one of the words begins with, the lowest for {@code a}. */
    private final int firstLetters;

    /**
     * @param back how many characters before the figure count
     * @param beginnings in small letters, each with one of a to z first
     */
    Nearby(int back, String... beginnings) {
        this.back = back;
        this.beginnings = beginnings;
        int letters = 0;
        for (String beginning : beginnings) {
            letters |= bit(beginning.charAt(0));
        }
        this.firstLetters = letters;
    }

    private static int bit(int letter) {
        return letter >= 'a' && letter <= 'z' ? 1 << (letter - 'a') : 0;
    }

    /**
     * Whether one of the words before begins so. Only where a word begins is there anything to compare: a log has hundreds of
     * figures, and few words between them.
     */
    boolean isBefore(CharSequence text, int figure) {
        for (int at = Math.max(0, figure - back); at < figure; at++) {
            int small = text.charAt(at) | ('a' - 'A');
            if ((bit(small) & firstLetters) != 0
                    && !Character.isLetterOrDigit(Chars.before(text, at))
                    && isAny(text, at, figure)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAny(CharSequence text, int from, int to) {
        for (String beginning : beginnings) {
            if (isAt(text, from, to, beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(CharSequence text, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(text.charAt(from + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

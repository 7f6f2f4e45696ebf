package io.oblix.facts.secret;

/** Words that stand shortly before a figure and say what it is. Looked for only once the figure itself could be it. */
final class Nearby {

    private Nearby() {}

    /**
     * Whether one of the words before begins so. Only where a word begins is there anything to compare: a log has hundreds of
     * figures, and few words between them.
     *
     * @param back how many characters before the figure count
     * @param beginnings in small letters
     */
    static boolean word(CharSequence text, int before, int back, String... beginnings) {
        for (int at = Math.max(0, before - back); at < before; at++) {
            char first = Character.toLowerCase(text.charAt(at));
            if (Character.isLetter(first) && !Character.isLetterOrDigit(Chars.before(text, at))) {
                for (String beginning : beginnings) {
                    if (beginning.charAt(0) == first && isAt(text, at, before, beginning)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isAt(CharSequence text, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 1; i < word.length(); i++) {
            if (Character.toLowerCase(text.charAt(from + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

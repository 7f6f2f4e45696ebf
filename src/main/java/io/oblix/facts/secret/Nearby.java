package io.oblix.facts.secret;

import java.util.Locale;

/** Words that stand shortly before a figure and say what it is. Looked for only once the figure itself could be it. */
final class Nearby {

    private Nearby() {}

    /**
     * Whether one of the words before begins so.
     *
     * @param back how many characters before the figure count
     * @param beginnings in small letters
     */
    static boolean word(CharSequence text, int before, int back, String... beginnings) {
        int from = Math.max(0, before - back);
        String words = text.subSequence(from, before).toString().toLowerCase(Locale.ROOT);
        for (String beginning : beginnings) {
            int at = words.indexOf(beginning);
            while (at >= 0) {
                boolean atBegin = at > 0
                        ? !Character.isLetterOrDigit(Chars.before(words, at))
                        : !Character.isLetterOrDigit(Chars.before(text, from));
                if (atBegin) {
                    return true;
                }
                at = words.indexOf(beginning, at + 1);
            }
        }
        return false;
    }
}

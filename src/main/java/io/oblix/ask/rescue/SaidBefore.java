package io.oblix.ask.rescue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a text says again what a begun answer has said, without repeating its last words so that it can be cut. Errs on
 * the side of a repetition.
 */
final class SaidBefore {

    /** How much of the begun answer's beginning, or of its end, is compared. */
    private static final int COMPARED_CHARS = 200;

    /** Words shorter than this say little. */
    private static final int TELLING_WORD_CHARS = 4;

    /** The marks of markup are below. */
    private static final int FIRST_SIGN = 0x80;

    private static final int LAST_WORDS = 4;
    private static final int FIRST_WORDS = 12;

    private SaidBefore() {}

    /** Whether it says what the other has said last, or at its beginning in other words. */
    static boolean repeats(String had, String text) {
        String lower = had.stripTrailing().toLowerCase(Locale.ROOT);
        String end = lower.substring(Math.max(0, lower.length() - COMPARED_CHARS));
        String said = text.toLowerCase(Locale.ROOT);
        return repeatsEnd(words(end), words(said))
                || sharesPhrase(end, said.substring(0, Math.min(said.length(), COMPARED_CHARS / 2)))
                || endsWithBeginning(end, said)
                || isLikeBeginning(words(lower.substring(0, Math.min(lower.length(), COMPARED_CHARS))), words(said));
    }

    /** Whether it says the last words again. */
    static boolean repeatsEnd(String had, String text) {
        String words = had.stripTrailing();
        String end = words.substring(Math.max(0, words.length() - AskedOverlap.RUN_UP_CHARS));
        return text.toLowerCase(Locale.ROOT).contains(end.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether it says the last word, the last few, or the last letters again.
     *
     * @param rest with the white space before it; where there is none, it may complete the last word
     */
    static boolean repeatsLastWords(String shown, String rest) {
        String lower = shown.toLowerCase(Locale.ROOT);
        String end = lower.substring(Math.max(0, lower.length() - COMPARED_CHARS));
        String said = rest.toLowerCase(Locale.ROOT);
        List<String> last = words(end);
        List<String> first = words(said);
        boolean oneWord = Character.isLetterOrDigit(shown.charAt(shown.length() - 1))
                && Character.isLetterOrDigit(rest.charAt(0));
        if (oneWord && !last.isEmpty() && !first.isEmpty()) {
            last.add(last.remove(last.size() - 1) + first.remove(0));
        }
        return repeatsMark(end, said.strip()) || endsWithBeginning(end, said) || beginsWithEnd(last, first);
    }

    /** A sign that stands twice, of however many halves; marks of markup are often doubled. */
    private static boolean repeatsMark(String end, String said) {
        int mark = said.codePointAt(0);
        String text = end.stripTrailing();
        return mark >= FIRST_SIGN
                && !Character.isLetterOrDigit(mark)
                && !text.isEmpty()
                && text.codePointBefore(text.length()) == mark;
    }

    /** Whether it begins with the number of a list. */
    static boolean isListed(String text) {
        return numberOf(text) >= 0;
    }

    /** By words: the first of the text are the last that were said, or the first is one of them, or they follow soon. */
    private static boolean repeatsEnd(List<String> end, List<String> said) {
        if (said.isEmpty()) {
            return false;
        }
        int last = end.size();
        String first = said.get(0);
        boolean oneOfTheLast = first.length() >= TELLING_WORD_CHARS
                && end.subList(Math.max(0, last - LAST_WORDS), last).contains(first);
        List<String> beginning = said.subList(0, Math.min(said.size(), FIRST_WORDS));
        return beginsWithEnd(end, said)
                || oneOfTheLast
                || (last >= 1
                        && end.get(last - 1).length() >= TELLING_WORD_CHARS
                        && beginning.contains(end.get(last - 1)))
                || (last >= 2 && Collections.indexOfSubList(beginning, end.subList(last - 2, last)) >= 0);
    }

    private static boolean beginsWithEnd(List<String> end, List<String> said) {
        int last = end.size();
        for (int count = 1; count <= Math.min(last, said.size()); count++) {
            if (end.subList(last - count, last).equals(said.subList(0, count))) {
                return true;
            }
        }
        return false;
    }

    private static boolean sharesPhrase(String end, String said) {
        for (int at = 0; at + AskedOverlap.RUN_UP_CHARS <= said.length(); at++) {
            if (end.contains(said.substring(at, at + AskedOverlap.RUN_UP_CHARS))) {
                return true;
            }
        }
        return false;
    }

    /** From the middle of a word too; where words are not divided, one character that is said twice may be meant so. */
    private static boolean endsWithBeginning(String end, String said) {
        int least = !said.isEmpty() && Seam.hasNoBlanks(said.codePointAt(0)) ? 1 : 3;
        for (int count = least; count <= Math.min(said.length(), AskedOverlap.RUN_UP_CHARS); count++) {
            if (end.endsWith(said.substring(0, count))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLikeBeginning(List<String> beginning, List<String> said) {
        Set<String> telling = new HashSet<>(said);
        telling.removeIf(word -> word.length() < TELLING_WORD_CHARS);
        int all = telling.size();
        telling.retainAll(new HashSet<>(beginning));
        return telling.size() >= 2 && 3 * telling.size() >= all;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || !Character.isLetterOrDigit(text.charAt(at))) {
                if (at > from) {
                    words.add(text.substring(from, at));
                }
                from = at + 1;
            }
        }
        return words;
    }

    /** A list that goes on has the next number. */
    static boolean isNextInList(String had, String text) {
        int number = numberOf(text);
        if (number < 0) {
            return true;
        }
        int last = 0;
        for (String line : had.lines().toList()) {
            int here = numberOf(line.strip());
            last = here < 0 ? last : here;
        }
        return number == last + 1;
    }

    /** The number before the dot or bracket that a line of a list begins with; -1 if it is none. */
    private static int numberOf(String line) {
        int end = 0;
        while (end < line.length() && end < 4 && Character.isDigit(line.charAt(end))) {
            end++;
        }
        boolean listed = end > 0
                && end + 1 < line.length()
                && ".)".indexOf(line.charAt(end)) >= 0
                && line.charAt(end + 1) == ' ';
        return listed ? Integer.parseInt(line.substring(0, end)) : -1;
    }
}

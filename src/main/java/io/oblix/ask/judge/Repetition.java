package io.oblix.ask.judge;

/** Finds a text that goes round in circles: the same 20 words or more three times over, one right behind the other. */
final class Repetition {

    private static final int LEAST_WORDS = 20;
    private static final int TIMES = 3;
    private static final int LONGEST_CIRCLE = 60;

    /** A model that loops does so to its end, so the last words tell. */
    private static final int WORDS_READ = 2_000;

    private Repetition() {}

    static boolean isIn(CharSequence text) {
        int[] words = words(text);
        for (int circle = 1; circle <= LONGEST_CIRCLE && circle * TIMES <= words.length; circle++) {
            int block = circle * ((LEAST_WORDS + circle - 1) / circle);
            int needed = block * TIMES - circle;
            int same = 0;
            for (int i = circle; i < words.length; i++) {
                same = words[i] == words[i - circle] ? same + 1 : 0;
                if (same >= needed) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The hash of each word, the last ones of the text; a character of a script without spaces is a word. */
    private static int[] words(CharSequence text) {
        int[] last = new int[WORDS_READ];
        int count = 0;
        int hash = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean alone = c >= 0x2e80;
            if (alone || Character.isWhitespace(c)) {
                if (hash != 0) {
                    last[count++ % WORDS_READ] = hash;
                }
                hash = 0;
                if (alone) {
                    last[count++ % WORDS_READ] = c;
                }
            } else {
                hash = 31 * hash + c;
            }
        }
        int kept = Math.min(count, WORDS_READ);
        int[] words = new int[kept];
        for (int i = 0; i < kept; i++) {
            words[i] = last[(count - kept + i) % WORDS_READ];
        }
        return words;
    }
}

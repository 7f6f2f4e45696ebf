package io.oblix.ask.rescue;

/**
 * Fits a run that was shown the begun answer and asked in words to repeat its last words and go on. What it repeats up to
 * where the answer broke off is dropped, whether it starts with the last words, with an earlier sentence or with the
 * whole answer, and so is a {@link Preface} to it. Only such a run-up proves where the text goes on; a text without one
 * is nearly always refused, see {@link Seam#isSure}.
 */
final class AskedOverlap implements Fit {

    /** How late a repetition may begin, and how much of what follows it is judged. */
    static final int JUDGED_CHARS = 200;

    /** A shorter repetition of the last words may be chance. */
    static final int RUN_UP_CHARS = 12;

    /** Where words are not divided by blanks, each character says more. */
    private static final int DENSE_RUN_UP_CHARS = 6;

    /** A name must be longer: any text about the same begins with it. */
    private static final int NAME_CHARS = 24;

    /** How far back a run-up may start, and so how much is held back for it at most. */
    private static final int LONGEST_RUN_UP_CHARS = 1_000;

    /** So much of an answer's beginning must not occur in it again. */
    private static final int BEGINNING_CHARS = 32;

    private static final int NONE = 0;

    private final String had;
    private final int shownChars;
    private final boolean inCode;
    private final StringBuilder held = new StringBuilder();
    private boolean startedOver;
    private int cut;
    private boolean settled;

    /** For a run that was shown the first characters of what the client has. */
    AskedOverlap(String had, int shownChars) {
        this.had = had;
        this.shownChars = shownChars;
        this.inCode = Seam.isInCodeBlock(had);
    }

    @Override
    public int feed(String piece) {
        if (settled) {
            return 0;
        }
        held.append(piece);
        return fit(false);
    }

    @Override
    public int end() {
        return settled ? 0 : fit(true);
    }

    @Override
    public boolean startedOver() {
        return startedOver;
    }

    @Override
    public int cutChars() {
        return cut;
    }

    @Override
    public int startsAt() {
        return had.length() - cut;
    }

    private int fit(boolean ended) {
        int behind = cut > 0 ? cut : behindRepetition(ended);
        if (behind == HOLD) {
            return HOLD;
        }
        cut = behind;
        int from = Math.max(cut, Seam.behindBlanks(held));
        if (!ended && held.length() < from + JUDGED_CHARS) {
            return HOLD;
        }
        String rest = held.substring(cut, Math.min(held.length(), from + JUDGED_CHARS));
        if (!isTheRest(rest)) {
            return DISAGREES;
        }
        settled = true;
        int repeatedBlanks = rest.isBlank() ? held.length() - cut : repeatedBlanks(rest);
        cut += Math.max(0, repeatedBlanks);
        return repeatedBlanks == DISAGREES ? DISAGREES : cut;
    }

    private boolean isTheRest(String rest) {
        if (rest.isBlank()) {
            // It repeats the last words and nothing more, so to it nothing is missing.
            return cut > 0 && Seam.endsWell(had);
        }
        String shown = startedOver ? had : had.substring(0, shownChars);
        return cut > 0 ? Seam.goesOn(had, shown, rest) : Seam.isSure(had, rest);
    }

    /**
     * How much of the rest is what the client has and the run was not shown: white space, and half a character, which
     * must find its other half. A run-up that goes on without white space goes on in the middle of a word, behind which
     * the client has a blank already.
     */
    private int repeatedBlanks(String rest) {
        String notShown = startedOver ? "" : had.substring(shownChars);
        int like = common(rest, 0, notShown, 0);
        if (like == notShown.length() && (like == 0 || inCode)) {
            return like;
        }
        int blanks = Seam.behindBlanks(rest);
        boolean half = Character.isHighSurrogate(had.charAt(had.length() - 1));
        if (like < notShown.length() && (half || inCode || (cut > 0 && blanks == 0))) {
            return DISAGREES;
        }
        // One more blank is none that the text needs.
        return half || rest.lastIndexOf('\n', blanks) >= 0 ? like : blanks;
    }

    /** Where the text goes on behind what it repeats first; {@link #NONE} if it repeats nothing that could be cut. */
    private int behindRepetition(boolean ended) {
        int first = Seam.behindBlanks(held);
        int last = Math.min(held.length(), first + JUDGED_CHARS - DENSE_RUN_UP_CHARS);
        for (int at = first; at < last; at++) {
            if (at > first && isWithinWord(held, at)) {
                continue;
            }
            int behind = behindRepetition(at, ended);
            if (behind != NONE && (at == first || Preface.isOne(held.substring(first, at), inCode))) {
                return behind;
            }
        }
        return !ended && held.length() < first + JUDGED_CHARS ? HOLD : NONE;
    }

    /** Of a repetition that begins there in the held text; the longest one counts. */
    private int behindRepetition(int at, boolean ended) {
        int kept = held.length() - at;
        int least = Seam.hasNoBlanks(had.codePointBefore(shownChars)) ? DENSE_RUN_UP_CHARS : RUN_UP_CHARS;
        for (int from = 0; from <= Math.max(0, shownChars - least); from++) {
            from = from == 0 ? 0 : Math.max(from, shownChars - LONGEST_RUN_UP_CHARS);
            int length = (from == 0 ? had.length() : shownChars) - from;
            boolean candidate = held.charAt(at) == had.charAt(from)
                    && common(held, at, had, from) >= Math.min(length, kept)
                    && (from == 0 || (!isWithinWord(had, from) && proves(from, length)));
            if (candidate && kept < length) {
                return ended ? NONE : HOLD;
            }
            // What the answer has said twice already, as in a table, it may well say once more.
            if (candidate && isSaidOnce(from)) {
                startedOver = from == 0;
                return at + length;
            }
        }
        return NONE;
    }

    private boolean proves(int from, int length) {
        boolean dense = had.substring(from, shownChars).codePoints().allMatch(Seam::hasNoBlanks);
        boolean name = Character.isUpperCase(had.charAt(from)) && Seam.isInSentence(had.substring(0, from));
        return length >= (name ? NAME_CHARS : dense ? DENSE_RUN_UP_CHARS : RUN_UP_CHARS);
    }

    private boolean isSaidOnce(int from) {
        String words =
                from == 0 ? had.substring(0, Math.min(had.length(), BEGINNING_CHARS)) : had.substring(from, shownChars);
        return had.indexOf(words, from + 1) < 0 && had.indexOf(words) == from;
    }

    /** Whether a word, or a character, is cut in two there. */
    static boolean isWithinWord(CharSequence text, int at) {
        char before = text.charAt(at - 1);
        char behind = text.charAt(at);
        boolean inWord = Character.isLetterOrDigit(before) && Character.isLetterOrDigit(behind);
        return Character.isLowSurrogate(behind) || (inWord && !Seam.hasNoBlanks(behind));
    }

    /** How many characters are the same from there on. */
    private static int common(CharSequence a, int fromA, String b, int fromB) {
        int max = Math.min(a.length() - fromA, b.length() - fromB);
        int i = 0;
        while (i < max && a.charAt(fromA + i) == b.charAt(fromB + i)) {
            i++;
        }
        return i;
    }
}

package io.oblix.ask.rescue;

/**
 * Fits a run that was not asked for the rest in words. A run from the beginning must first repeat all that the client has, to the character. A run that was asked to
 * continue repeats only white space, because a prefill may not end in it; but some models start over all the same, and
 * one that repeats the beginning of the answer is taken to repeat all of it. Others take a run-up and repeat the last
 * words: such a repetition, of words that occurred nowhere else before and up to where the answer broke off, is dropped.
 */
final class Overlap implements Fit {

    /** A repetition of so much of the answer's beginning is no coincidence. */
    static final int STARTED_OVER_CHARS = 32;

    /** Nor is this; a run that then differs is another answer and no continuation. */
    static final int LIKE_BEGINNING_CHARS = 12;

    /** A shorter repetition of the last words may be intended. */
    static final int RUN_UP_CHARS = 12;

    /** How far back a run-up may start, and so how much is held back for it at most. */
    static final int LONGEST_RUN_UP_CHARS = 1_000;

    private final String had;

    /** The end of what the client has that the model was not shown. */
    private final String notShown;

    private final int shownChars;
    private final StringBuilder held = new StringBuilder();
    private boolean fromBeginning;
    private int repeated;
    private int startsAt;
    private boolean settled;

    private Overlap(String had, String notShown, boolean fromBeginning) {
        this.had = had;
        this.notShown = notShown;
        this.shownChars = had.length() - notShown.length();
        this.fromBeginning = fromBeginning;
        this.settled = fromBeginning && had.isEmpty();
    }

    /** For a run from the beginning. */
    static Overlap ofNewRun(String had) {
        return new Overlap(had, "", true);
    }

    /** For a run that continues from the first characters of what the client has. */
    static Overlap ofContinuation(String had, int shownChars) {
        return new Overlap(had, had.substring(shownChars), false);
    }

    @Override
    public int feed(String piece) {
        if (settled) {
            return 0;
        }
        if (fromBeginning) {
            return repeat(piece);
        }
        held.append(piece);
        int likeBeginning = common(held, 0, had, 0);
        int startedOverChars = Math.min(STARTED_OVER_CHARS, had.length());
        if (likeBeginning >= startedOverChars) {
            if (had.indexOf(had.substring(0, startedOverChars), 1) > 0) {
                // An answer that repeats itself may be doing so once more: it cannot be told, and nothing may be lost.
                return DISAGREES;
            }
            fromBeginning = true;
            return repeat(held.toString());
        }
        int runUp = runUp();
        if (likeBeginning == held.length() || runUp == HOLD || isWithinNotShown(runUp)) {
            return HOLD;
        }
        return runUp == 0 && likeBeginning >= LIKE_BEGINNING_CHARS ? DISAGREES : goOn(runUp);
    }

    @Override
    public int end() {
        if (settled) {
            return 0;
        }
        return fromBeginning ? DISAGREES : goOn(Math.max(0, runUp()));
    }

    @Override
    public boolean startedOver() {
        return fromBeginning;
    }

    @Override
    public int startsAt() {
        return startsAt;
    }

    private boolean isWithinNotShown(int from) {
        int like = common(held, from, notShown, 0);
        return from + like == held.length() && like < notShown.length();
    }

    /**
     * How many of the kept characters repeat the last words that the model was shown; the longest such repetition counts.
     * {@link #HOLD} while one may still become complete.
     */
    private int runUp() {
        int first = Math.max(1, shownChars - LONGEST_RUN_UP_CHARS);
        for (int from = first; from <= shownChars - RUN_UP_CHARS; from++) {
            int length = shownChars - from;
            if (held.length() > 0
                    && held.charAt(0) == had.charAt(from)
                    && isWordBoundary(had, from)
                    && common(held, 0, had, from) >= Math.min(length, held.length())) {
                if (held.length() < length) {
                    return HOLD;
                }
                // What the answer has said twice already, as in a table, it may well say once more.
                if (had.indexOf(had.substring(from, shownChars)) == from) {
                    return length;
                }
            }
        }
        return 0;
    }

    /** Whether no word is cut in two there. */
    static boolean isWordBoundary(CharSequence text, int at) {
        char before = text.charAt(at - 1);
        char behind = text.charAt(at);
        boolean inWord = Character.isLetterOrDigit(before) && Character.isLetterOrDigit(behind);
        return !Character.isLowSurrogate(behind) && (!inWord || Seam.hasNoBlanks(behind));
    }

    private int repeat(String text) {
        int chars = Math.min(text.length(), had.length() - repeated);
        if (!text.regionMatches(0, had, repeated, chars)) {
            return DISAGREES;
        }
        repeated += chars;
        settled = repeated == had.length();
        return chars;
    }

    /** White space may differ, but half a character that the client has must find its other half. */
    private int goOn(int runUpChars) {
        settled = true;
        int like = common(held, runUpChars, notShown, 0);
        startsAt = had.length() - runUpChars - like;
        boolean halfLeft = like < notShown.length() && Character.isHighSurrogate(had.charAt(had.length() - 1));
        return halfLeft ? DISAGREES : runUpChars + like;
    }

    /** How many characters are the same from there on. */
    static int common(CharSequence a, int fromA, String b, int fromB) {
        int max = Math.min(a.length() - fromA, b.length() - fromB);
        int i = 0;
        while (i < max && a.charAt(fromA + i) == b.charAt(fromB + i)) {
            i++;
        }
        return i;
    }
}

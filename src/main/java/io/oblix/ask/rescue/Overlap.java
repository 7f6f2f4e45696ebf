package io.oblix.ask.rescue;

/**
 * Fits the text of a new run to what the caller has already: tells for each piece how much of it he has. Pure; pieces go
 * in as they come, however they are cut.
 *
 * <p>A run that began anew must first say all that the caller has, to the character. A run that was to go on where the
 * other broke off says only white space twice, because a prefill may not end in it; but some models begin anew all the
 * same, and who repeats the beginning of the answer is taken to repeat all of it. Others take a run-up and say the last
 * words once more: a repetition of so many that stood nowhere else before, up to where the answer broke off, is left out.
 */
final class Overlap {

    /** Not known yet: keep the piece, what is returned for the next one counts for all that was kept. */
    static final int HOLD = -1;

    /** It is another answer. */
    static final int DISAGREES = -2;

    /** So much of the answer's beginning is not said again by chance. */
    private static final int BEGUN_ANEW_CHARS = 32;

    /** Nor is this, and where it then goes another way it is another answer and no continuation. */
    private static final int LIKE_ANEW_CHARS = 12;

    /** Fewer of the last words may be said again on purpose. */
    private static final int RUN_UP_CHARS = 12;

    /** So far back a run-up is looked for; it is also what is held back for it at the most. */
    private static final int LONGEST_RUN_UP_CHARS = 1_000;

    private final String had;

    /** The end of what the caller has that the model was not shown. */
    private final String notShown;

    private final int shownChars;
    private final StringBuilder held = new StringBuilder();
    private boolean anew;
    private int repeated;
    private int startsAt;
    private boolean settled;

    private Overlap(String had, String notShown, boolean anew) {
        this.had = had;
        this.notShown = notShown;
        this.shownChars = had.length() - notShown.length();
        this.anew = anew;
        this.settled = anew && had.isEmpty();
    }

    /** For a run that begins anew. */
    static Overlap ofNewRun(String had) {
        return new Overlap(had, "", true);
    }

    /** For a run that goes on from the first characters of what the caller has. */
    static Overlap ofContinuation(String had, int shownChars) {
        return new Overlap(had, had.substring(shownChars), false);
    }

    /** How many characters at the front of the piece, with what was kept before it, the caller has. */
    int feed(String piece) {
        if (settled) {
            return 0;
        }
        if (anew) {
            return repeat(piece);
        }
        held.append(piece);
        int likeBeginning = common(held, 0, had, 0);
        int begunAnew = Math.min(BEGUN_ANEW_CHARS, had.length());
        if (likeBeginning >= begunAnew) {
            if (had.indexOf(had.substring(0, begunAnew), 1) > 0) {
                // An answer that repeats itself may be doing so once more: nobody can tell, and nothing may be lost.
                return DISAGREES;
            }
            anew = true;
            return repeat(held.toString());
        }
        int runUp = runUp();
        if (likeBeginning == held.length() || runUp == HOLD || isWithinNotShown(runUp)) {
            return HOLD;
        }
        return runUp == 0 && likeBeginning >= LIKE_ANEW_CHARS ? DISAGREES : goOn(runUp);
    }

    /** The run has ended: the same for what was kept. */
    int end() {
        if (settled) {
            return 0;
        }
        return anew ? DISAGREES : goOn(Math.max(0, runUp()));
    }

    /** Whether the run says all of the answer: it began anew, though it may have been asked to go on. */
    boolean saysAllAnew() {
        return anew;
    }

    /** Where in the whole text the run's own begins. */
    int startsAt() {
        return startsAt;
    }

    private boolean isWithinNotShown(int from) {
        int like = common(held, from, notShown, 0);
        return from + like == held.length() && like < notShown.length();
    }

    /**
     * How many of the kept characters say once more the last words that the model was shown; the longest such repetition
     * counts. {@link #HOLD} while one may still become whole.
     */
    private int runUp() {
        int first = Math.max(1, shownChars - LONGEST_RUN_UP_CHARS);
        for (int from = first; from <= shownChars - RUN_UP_CHARS; from++) {
            int length = shownChars - from;
            if (held.length() > 0
                    && held.charAt(0) == had.charAt(from)
                    && isWordBoundary(from)
                    && common(held, 0, had, from) >= Math.min(length, held.length())) {
                if (held.length() < length) {
                    return HOLD;
                }
                // Of what the answer has said twice already, as in a table, nobody can tell that once more is too
                // often.
                if (had.indexOf(had.substring(from, shownChars)) == from) {
                    return length;
                }
            }
        }
        return 0;
    }

    private boolean isWordBoundary(int at) {
        char before = had.charAt(at - 1);
        char behind = had.charAt(at);
        return !Character.isLowSurrogate(behind)
                && !(Character.isLetterOrDigit(before) && Character.isLetterOrDigit(behind));
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

    /** White space may differ, but half a character that the caller has must find its other half. */
    private int goOn(int runUpChars) {
        settled = true;
        int like = common(held, runUpChars, notShown, 0);
        startsAt = shownChars - runUpChars;
        boolean halfLeft = like < notShown.length() && Character.isHighSurrogate(had.charAt(had.length() - 1));
        return halfLeft ? DISAGREES : runUpChars + like;
    }

    private static int common(CharSequence a, int fromA, String b, int fromB) {
        int max = Math.min(a.length() - fromA, b.length() - fromB);
        int i = 0;
        while (i < max && a.charAt(fromA + i) == b.charAt(fromB + i)) {
            i++;
        }
        return i;
    }
}

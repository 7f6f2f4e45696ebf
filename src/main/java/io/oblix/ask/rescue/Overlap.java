package io.oblix.ask.rescue;

/**
 * Fits the text of a new run to what the client has already: says of each piece how much of it the client has. Pure;
 * pieces go in as they arrive, however they are cut.
 *
 * <p>A run from the beginning must first repeat all that the client has, to the character. A run that goes on repeats
 * only white space, because a prefill may not end in it; but some models start over all the same, and one that repeats
 * the beginning of the answer is taken to repeat all of it. Others take a run-up and repeat the last words: such a
 * repetition, of words that occurred nowhere else before and up to where the answer broke off, is dropped. A run that
 * was asked to go on in words should take that run-up; without one, {@link Seam} judges how it begins.
 */
final class Overlap {

    /** Not known yet: keep the piece; the result for the next one counts for all that was kept. */
    static final int HOLD = -1;

    /** This run is another answer. */
    static final int DISAGREES = -2;

    /** A repetition of so much of the answer's beginning is no coincidence. */
    private static final int STARTED_OVER_CHARS = 32;

    /** Nor is this; a run that then differs is another answer and no continuation. */
    private static final int LIKE_BEGINNING_CHARS = 12;

    /** A shorter repetition of the last words may be intended. */
    static final int RUN_UP_CHARS = 12;

    /** How far back a run-up may start, and so how much is held back for it at most. */
    private static final int LONGEST_RUN_UP_CHARS = 1_000;

    private final String had;

    /** The end of what the client has that the model was not shown. */
    private final String notShown;

    private final int shownChars;
    private final boolean asked;
    private final StringBuilder held = new StringBuilder();
    private boolean fromBeginning;
    private int repeated;
    private int startsAt;
    private boolean settled;

    private Overlap(String had, int shownChars, boolean fromBeginning, boolean asked) {
        this.had = had;
        this.notShown = had.substring(shownChars);
        this.shownChars = shownChars;
        this.fromBeginning = fromBeginning;
        this.asked = asked;
        this.settled = fromBeginning && had.isEmpty();
    }

    /** For a run from the beginning. */
    static Overlap ofNewRun(String had) {
        return new Overlap(had, had.length(), true, false);
    }

    /** For a run that continues from the first characters of what the client has. */
    static Overlap ofContinuation(String had, int shownChars) {
        return new Overlap(had, shownChars, false, false);
    }

    /** For a run that was shown the first characters of what the client has, and asked for the rest in words. */
    static Overlap ofAsked(String had, int shownChars) {
        return new Overlap(had, shownChars, false, true);
    }

    /** How many characters at the front of the piece, after what was kept before it, the client has. */
    int feed(String piece) {
        if (settled) {
            return 0;
        }
        if (fromBeginning) {
            return repeat(piece);
        }
        held.append(piece);
        int start = start();
        int likeBeginning = common(held, start, had, 0);
        int startedOverChars = Math.min(STARTED_OVER_CHARS, had.length());
        if (likeBeginning >= startedOverChars) {
            return startOver(startedOverChars, start);
        }
        int runUp = runUp(start);
        if (start + likeBeginning == held.length() || runUp == HOLD || isWithinNotShown(start + runUp)) {
            return HOLD;
        }
        if (runUp > 0) {
            return asked && start + runUp == held.length() ? HOLD : goOn(start + runUp);
        }
        if (likeBeginning >= LIKE_BEGINNING_CHARS) {
            return DISAGREES;
        }
        return asked ? goOnWithoutRunUp(start, false) : goOn(0);
    }

    private int startOver(int startedOverChars, int start) {
        if (had.indexOf(had.substring(0, startedOverChars), 1) > 0) {
            // An answer that repeats itself may be doing so once more: it cannot be told, and nothing may be lost.
            return DISAGREES;
        }
        fromBeginning = true;
        int off = repeat(held.substring(start));
        return off == DISAGREES ? off : start + off;
    }

    /** The run has ended: how much of what was kept the client has. */
    int end() {
        if (settled) {
            return 0;
        }
        if (fromBeginning) {
            return DISAGREES;
        }
        int start = start();
        int runUp = Math.max(0, runUp(start));
        if (!asked) {
            return goOn(runUp);
        }
        if (start + runUp == held.toString().stripTrailing().length()
                || held.toString().isBlank()) {
            // It says that nothing is missing.
            return Seam.endsWell(had) ? goOn(held.length()) : DISAGREES;
        }
        return runUp > 0 ? goOn(start + runUp) : goOnWithoutRunUp(start, true);
    }

    /** Where the run's own words start: one that answers a request of ours may say something before. */
    private int start() {
        if (!asked) {
            return 0;
        }
        int behind = Remark.behind(had, held);
        return behind > 0 && behind < held.length() && runUp(behind) != 0 ? behind : Seam.behindBlanks(held);
    }

    private int goOnWithoutRunUp(int start, boolean ended) {
        int enough = start + Seam.JUDGED_CHARS;
        if (!ended && held.length() < enough) {
            return HOLD;
        }
        String said = held.substring(0, Math.min(enough, held.length()));
        return Seam.isClean(had, said) ? goOn(0) : DISAGREES;
    }

    /** Whether the run says all of the answer, though it may have been asked to continue. */
    boolean startedOver() {
        return fromBeginning;
    }

    /** Where in the whole text the run's own text starts. */
    int startsAt() {
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
    private int runUp(int start) {
        int first = Math.max(1, shownChars - LONGEST_RUN_UP_CHARS);
        int kept = held.length() - start;
        for (int from = first; from <= shownChars - RUN_UP_CHARS; from++) {
            int length = shownChars - from;
            if (kept > 0
                    && held.charAt(start) == had.charAt(from)
                    && isWordBoundary(had, from)
                    && common(held, start, had, from) >= Math.min(length, kept)) {
                if (kept < length) {
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
    static boolean isWordBoundary(String text, int at) {
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

    private static int common(CharSequence a, int fromA, String b, int fromB) {
        int max = Math.min(a.length() - fromA, b.length() - fromB);
        int i = 0;
        while (i < max && a.charAt(fromA + i) == b.charAt(fromB + i)) {
            i++;
        }
        return i;
    }
}

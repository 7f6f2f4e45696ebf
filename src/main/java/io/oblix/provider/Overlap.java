package io.oblix.provider;

/**
 * Fits the text of a new run to what the caller has already: tells for each piece how much of it he has. Pure; pieces go
 * in as they come, however they are cut.
 *
 * <p>A run that began anew must first say all that the caller has, to the character. A run that was to go on where the
 * other broke off says only white space twice, because a prefill may not end in it; but some models begin anew all the
 * same, and who repeats the beginning of the answer is taken to repeat all of it.
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

    private final String had;

    /** The end of what the caller has that the model was not shown. */
    private final String notShown;

    private final StringBuilder held = new StringBuilder();
    private boolean anew;
    private int repeated;
    private boolean settled;

    private Overlap(String had, String notShown, boolean anew) {
        this.had = had;
        this.notShown = notShown;
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
        int likeBeginning = common(held, had);
        if (likeBeginning >= Math.min(BEGUN_ANEW_CHARS, had.length())) {
            anew = true;
            return repeat(held.toString());
        }
        int likeNotShown = common(held, notShown);
        boolean mayBeMore =
                likeBeginning == held.length() || (likeNotShown == held.length() && likeNotShown < notShown.length());
        if (!mayBeMore && likeBeginning >= LIKE_ANEW_CHARS) {
            return DISAGREES;
        }
        return mayBeMore ? HOLD : goOn(likeNotShown);
    }

    /** The run has ended: the same for what was kept. */
    int end() {
        if (settled) {
            return 0;
        }
        return anew ? DISAGREES : goOn(common(held, notShown));
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
    private int goOn(int chars) {
        settled = true;
        boolean halfLeft = chars < notShown.length() && Character.isHighSurrogate(had.charAt(had.length() - 1));
        return halfLeft ? DISAGREES : chars;
    }

    private static int common(CharSequence a, String b) {
        int max = Math.min(a.length(), b.length());
        int i = 0;
        while (i < max && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}

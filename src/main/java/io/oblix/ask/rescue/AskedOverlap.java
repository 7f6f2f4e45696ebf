package io.oblix.ask.rescue;

/**
 * Fits a run that was shown the begun answer and asked in words to repeat its last words and go on. What it repeats up to
 * where the answer broke off is dropped, whether it starts with the last words, with an earlier sentence or with the
 * whole answer, and so is what it says before that. What follows must not be a remark, or the same once more. A text that
 * repeats nothing is judged by {@link Seam}.
 */
final class AskedOverlap implements Fit {

    /** How late a repetition may begin, and how much of what follows it is judged. */
    static final int JUDGED_CHARS = 200;

    /** A repetition at the beginning of a later line must be longer to be none by chance. */
    private static final int LATE_RUN_UP_CHARS = 16;

    /** So must a name: any text about the same begins with it. */
    private static final int NAME_CHARS = 24;

    /** And one within a line, where it may be the subject of both texts. */
    private static final int INNER_RUN_UP_CHARS = 32;

    private static final int NONE = 0;

    private final String had;
    private final int shownChars;
    private final StringBuilder held = new StringBuilder();
    private boolean startedOver;
    private int cut;
    private boolean settled;

    /** For a run that was shown the first characters of what the client has. */
    AskedOverlap(String had, int shownChars) {
        this.had = had;
        this.shownChars = shownChars;
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
        return settle(rest.isBlank());
    }

    private boolean isTheRest(String rest) {
        if (rest.isBlank()) {
            // It repeats the last words and nothing more, so to it nothing is missing.
            return cut > 0 && Seam.endsWell(had);
        }
        return cut > 0 ? Seam.goesOn(had, rest) : Seam.isClean(had, rest);
    }

    /** White space may differ, but half a character that the client has must find its other half. */
    private int settle(boolean nothingMore) {
        settled = true;
        String notShown = had.substring(shownChars);
        int like = startedOver ? 0 : Overlap.common(held, cut, notShown, 0);
        boolean half = Character.isHighSurrogate(had.charAt(had.length() - 1));
        if (half && like < notShown.length() && !startedOver) {
            return DISAGREES;
        }
        cut = nothingMore ? held.length() : cut + like;
        return cut;
    }

    /** Where the text goes on behind what it repeats first; {@link #NONE} if it repeats nothing that could be cut. */
    private int behindRepetition(boolean ended) {
        int first = Seam.behindBlanks(held);
        int last = Math.min(held.length(), first + JUDGED_CHARS - LATE_RUN_UP_CHARS);
        for (int at = first; at < last; at++) {
            if (at > first && !(Overlap.isWordBoundary(held, at) && isUnmarked(at))) {
                continue;
            }
            int least = at == first ? Overlap.RUN_UP_CHARS : isApart(at) ? LATE_RUN_UP_CHARS : INNER_RUN_UP_CHARS;
            int behind = behindRepetition(at, least, ended);
            if (behind != NONE) {
                return behind;
            }
        }
        return !ended && held.length() < first + JUDGED_CHARS ? HOLD : NONE;
    }

    /** Whether it begins a line, or follows dots of omission. */
    private boolean isApart(int at) {
        int before = at - 1;
        while (before > 0 && held.charAt(before) == ' ') {
            before--;
        }
        return "\n….".indexOf(held.charAt(before)) >= 0;
    }

    /** A mark before it, as a quotation has, would be left without the one that closes it. */
    private boolean isUnmarked(int at) {
        char before = held.charAt(at - 1);
        boolean apart = Character.isWhitespace(before) || ".…:".indexOf(before) >= 0;
        return apart
                && held.chars().limit(at).filter(mark -> mark == '"').count() % 2 == 0
                && held.chars().limit(at).filter(mark -> mark == '*').count() % 2 == 0;
    }

    /** Of a repetition that begins there in the held text; the longest one counts. */
    private int behindRepetition(int at, int leastChars, boolean ended) {
        int kept = held.length() - at;
        for (int from = 0; from <= Math.max(0, shownChars - leastChars); from++) {
            from = from == 0 ? 0 : Math.max(from, shownChars - Overlap.LONGEST_RUN_UP_CHARS);
            int length = (from == 0 ? had.length() : shownChars) - from;
            boolean candidate = held.charAt(at) == had.charAt(from)
                    && (from == 0 || Overlap.isWordBoundary(had, from))
                    && Overlap.common(held, at, had, from) >= Math.min(length, kept);
            if (candidate && kept < length) {
                return ended ? NONE : HOLD;
            }
            // What the answer has said twice already, as in a table, it may well say once more.
            if (candidate && isSaidOnce(from) && (length >= NAME_CHARS || from == 0 || !isName(from))) {
                startedOver = from == 0;
                return at + length;
            }
        }
        return NONE;
    }

    private boolean isName(int from) {
        return Character.isUpperCase(had.charAt(from)) && Seam.isInSentence(had.substring(0, from));
    }

    private boolean isSaidOnce(int from) {
        String words = from == 0
                ? had.substring(0, Math.min(had.length(), Overlap.STARTED_OVER_CHARS))
                : had.substring(from, shownChars);
        return had.indexOf(words, from + 1) < 0 && had.indexOf(words) == from;
    }
}

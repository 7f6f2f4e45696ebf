package io.oblix.ask.rescue;

/** Fits a run from the beginning: it must first repeat all that the client has, to the character. */
final class Overlap implements Fit {

    private final String had;
    private int repeated;

    Overlap(String had) {
        this.had = had;
    }

    @Override
    public int feed(String piece) {
        int chars = Math.min(piece.length(), had.length() - repeated);
        if (!piece.regionMatches(0, had, repeated, chars)) {
            return DISAGREES;
        }
        repeated += chars;
        return chars;
    }

    @Override
    public int end() {
        return repeated < had.length() ? DISAGREES : 0;
    }

    @Override
    public boolean startedOver() {
        return true;
    }

    @Override
    public int cutChars() {
        return repeated;
    }

    @Override
    public int startsAt() {
        return 0;
    }
}

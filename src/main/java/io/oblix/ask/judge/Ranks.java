package io.oblix.ask.judge;

/**
 * Where a value stands among the last ones of the same model: 0 for the least, 1 for the greatest. Until there are enough
 * of them, a curve that models are expected to follow stands in for those that are missing. Locked for a few
 * instructions only.
 */
final class Ranks {

    static final int WINDOW = 500;
    static final int ENOUGH = 50;

    /**
     * Mean log probabilities of answers, at equal steps from the least sure to the surest: a guess for models of one to
     * eight billion parameters. Smaller ones are less sure, and larger ones surer.
     */
    private static final double[] CURVE = {-1.6, -0.75, -0.55, -0.44, -0.35, -0.28, -0.22, -0.16, -0.1, -0.05, 0};

    /** A model to which the curve does not apply must not lose most of its first answers. */
    private static final double MOST_TIMES_SHARE = 2;

    private final float[] values = new float[WINDOW];
    private int count;
    private int next;
    private int doubted;

    /**
     * @param rank 0 to 1
     * @param isLeast whether it belongs to the share asked for
     */
    record Place(double rank, boolean isLeast) {}

    /**
     * Takes a value in, and says where it stands among those before it.
     *
     * @param share of the least ones, 0 to 1; all belong to a share of 1
     */
    synchronized Place place(double value, double share) {
        double rank = rank((float) value);
        boolean isLeast = rank < share || share >= 1;
        if (count < ENOUGH) {
            isLeast &= share >= 1 || doubted < 1 + MOST_TIMES_SHARE * share * count;
            doubted += isLeast ? 1 : 0;
        }
        values[next] = (float) value;
        next = (next + 1) % WINDOW;
        count = Math.min(WINDOW, count + 1);
        return new Place(rank, isLeast);
    }

    private double rank(float value) {
        int less = 0;
        int equal = 0;
        for (int i = 0; i < count; i++) {
            less += values[i] < value ? 1 : 0;
            equal += values[i] == value ? 1 : 0;
        }
        double seen = less + equal / 2.0;
        return count >= ENOUGH ? seen / count : (seen + (ENOUGH - count) * assumed(value)) / ENOUGH;
    }

    private static double assumed(double value) {
        if (value <= CURVE[0]) {
            return 0;
        }
        for (int i = 1; i < CURVE.length; i++) {
            if (value < CURVE[i]) {
                double within = (value - CURVE[i - 1]) / (CURVE[i] - CURVE[i - 1]);
                return (i - 1 + within) / (CURVE.length - 1);
            }
        }
        return 1;
    }
}

package io.oblix.facts.complexity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What share of the recent requests had a strictly lower score: the complexity of a question, measured by what this
 * server is asked. A policy that sends {@code complexityRank > 0.7} to the cloud sends three in ten there, whoever
 * asks. While few requests are known, a fixed curve stands in for those that are not.
 *
 * <p>Each score stands in a ring of its own slot, and a rank is one look along the ring (under a microsecond), so that
 * nobody waits for anybody. When all scores are the same, none is lower and every rank is 0.
 */
public final class ComplexityRank {

    /** Recent requests are the last thousand. */
    static final int WINDOW = 1_000;

    /** From here on the curve has no say; before, less with each request. */
    static final int ENOUGH = 100;

    private final double[] curve;

    /** As {@link Double#doubleToRawLongBits}, whose order is that of the scores, which are never negative. */
    private final AtomicLongArray scores = new AtomicLongArray(WINDOW);

    private final AtomicLong counted = new AtomicLong();

    /** @param curve the scores to expect, from the least to the most in equal steps */
    ComplexityRank(double[] curve) {
        this.curve = curve.clone();
    }

    /** Lets a score count for the requests that come later. */
    public void count(double score) {
        long slot = counted.getAndIncrement() % WINDOW;
        scores.setOpaque((int) slot, Double.doubleToRawLongBits(score));
    }

    /** The rank of a request, 0 to 1. */
    public double of(double score) {
        int known = (int) Math.min(WINDOW, counted.get());
        if (known == 0) {
            return expected(score);
        }
        long bits = Double.doubleToRawLongBits(score);
        int lower = 0;
        for (int i = 0; i < known; i++) {
            lower += scores.getPlain(i) < bits ? 1 : 0;
        }
        double seen = (double) lower / known;
        return known >= ENOUGH ? seen : (seen * known + expected(score) * (ENOUGH - known)) / ENOUGH;
    }

    private double expected(double score) {
        int steps = curve.length - 1;
        int at = Arrays.binarySearch(curve, score);
        int above = at >= 0 ? at : -1 - at;
        while (above > 0 && curve[above - 1] >= score) {
            above--;
        }
        if (above == 0 || above > steps) {
            return above == 0 ? 0 : 1;
        }
        double within = (score - curve[above - 1]) / (curve[above] - curve[above - 1]);
        return (above - 1 + within) / steps;
    }
}

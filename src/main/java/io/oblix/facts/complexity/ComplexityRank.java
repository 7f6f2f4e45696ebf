package io.oblix.facts.complexity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The share of recent requests with a strictly lower score: complexity relative to the traffic of this server. A policy
 * that sends {@code complexityRank > 0.7} to the cloud sends three in ten there, whatever the traffic. While few
 * requests have been counted, a fixed curve fills in for the missing ones.
 *
 * <p>Scores are kept in a ring, and a rank is one pass over it (under a microsecond), so that no request waits for
 * another. When all scores are equal, none is lower and each rank is 0.
 */
final class ComplexityRank {

    static final int WINDOW = 1_000;

    /** From this many requests on, the curve no longer counts; before, it counts less with each request. */
    static final int ENOUGH = 100;

    private final double[] curve;

    /** Raw bits of doubles: those of non-negative numbers have the same order as the numbers. */
    private final AtomicLongArray scores = new AtomicLongArray(WINDOW);

    private final AtomicLong counted = new AtomicLong();

    /** @param curve expected scores, from the lowest to the highest in equal steps of rank */
    ComplexityRank(double[] curve) {
        this.curve = curve.clone();
    }

    void count(double score) {
        long slot = counted.getAndIncrement() % WINDOW;
        scores.setOpaque((int) slot, Double.doubleToRawLongBits(score));
    }

    /** The rank of a score, 0 to 1. */
    double of(double score) {
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

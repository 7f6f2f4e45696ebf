package io.oblix.facts.complexity;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The trained trees and the scale of their sum, as {@code docs/complexity/train.py} wrote them. Leaves are integers and
 * the scale is linear between knots, so that every Java version computes the same score to the last bit.
 */
final class ComplexityModel {

    private static final int MAGIC = 0x4F425843;

    private final ComplexityTrees trees;
    private final int[] knots;
    private final double[] values;
    private final double[] curve;

    private ComplexityModel(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readByte() != 1) {
            throw new IOException("not a complexity model that this version reads");
        }
        trees = ComplexityTrees.read(in);
        knots = new int[in.readUnsignedShort()];
        values = new double[knots.length];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = in.readInt();
            values[i] = in.readDouble();
        }
        curve = new double[in.readUnsignedShort()];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = in.readDouble();
        }
    }

    static ComplexityModel read(InputStream file) throws IOException {
        // Whole first: a number at a time out of a jar is a native call each.
        return new ComplexityModel(new DataInputStream(new ByteArrayInputStream(file.readAllBytes())));
    }

    /** The number of features that the trees expect. */
    int features() {
        return trees.features();
    }

    /** The scores of everyday prompts, from the lowest (0%) to the highest (100%) in steps of one percent. */
    double[] curve() {
        return curve.clone();
    }

    double score(float[] prompt) {
        int units = trees.sum(prompt);
        int last = knots.length - 1;
        if (units <= knots[0]) {
            return values[0];
        }
        if (units >= knots[last]) {
            return values[last];
        }
        int i = 0;
        while (knots[i + 1] <= units) {
            i++;
        }
        return values[i] + (values[i + 1] - values[i]) * (units - knots[i]) / (knots[i + 1] - knots[i]);
    }
}

package io.oblix.facts.complexity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

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

    private ComplexityModel(ByteBuffer in) throws IOException {
        if (in.getInt() != MAGIC || in.get() != 1) {
            throw new IOException("not a complexity model that this version reads");
        }
        trees = ComplexityTrees.read(in);
        knots = new int[Short.toUnsignedInt(in.getShort())];
        values = new double[knots.length];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = in.getInt();
            values[i] = in.getDouble();
        }
        curve = new double[Short.toUnsignedInt(in.getShort())];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = in.getDouble();
        }
    }

    static ComplexityModel read(InputStream file) throws IOException {
        try {
            return new ComplexityModel(ByteBuffer.wrap(file.readAllBytes()));
        } catch (BufferUnderflowException tooShort) {
            throw new IOException("the complexity model is cut off", tooShort);
        }
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

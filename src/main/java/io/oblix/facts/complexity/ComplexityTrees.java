package io.oblix.facts.complexity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Boosted trees, evaluated feature by feature instead of tree by tree (QuickScorer: Lucchese et al., SIGIR 2015). Each
 * tree has one bit per leaf, from left to right. A node whose threshold the prompt exceeds rules out the leaves on its
 * left; the leftmost leaf that remains is the one that walking the tree would have reached. The nodes of a feature are
 * sorted by threshold, so that only nodes that rule something out are visited and no branch is hard to predict: 2 us
 * instead of 20.
 */
final class ComplexityTrees {

    /** One bit each, in a byte. */
    private static final int MAX_LEAVES = 8;

    private static final int LEAF_BITS = 8;

    /**
     * The nodes of all trees as they are read. Each is a number to sort by and not an object, because every start sorts
     * thousands of them.
     */
    private static final class Nodes {

        /** Enough for every node that a file can hold. */
        private static final int PLACE_BITS = 23;

        private final long[] order;
        private final float[] thresholds;
        private final int[] treesAndLeaves;
        private int size;

        Nodes(int most) {
            order = new long[most];
            thresholds = new float[most];
            treesAndLeaves = new int[most];
        }

        /** @param leavesOnTheRight a bit for each leaf of the tree, except those on the node's left */
        void add(int feature, float threshold, int tree, int leavesOnTheRight) {
            int bits = Float.floatToIntBits(threshold);
            long ascending = (bits ^ ((bits >> 31) | Integer.MIN_VALUE)) & 0xFFFFFFFFL;
            order[size] = ((((long) feature << 32) | ascending) << PLACE_BITS) | size;
            thresholds[size] = threshold;
            treesAndLeaves[size] = (tree << LEAF_BITS) | leavesOnTheRight;
            size++;
        }

        /** By feature and then by threshold. */
        void sort() {
            Arrays.sort(order, 0, size);
        }

        int feature(int i) {
            return (int) (order[i] >>> (32 + PLACE_BITS));
        }

        int place(int i) {
            return (int) order[i] & ((1 << PLACE_BITS) - 1);
        }
    }

    private final int base;

    /** Of the nodes of all trees, sorted by feature and then by threshold. */
    private final float[] thresholds;

    /** Of the same nodes: the tree, and the leaves on the right, in one number. */
    private final int[] treesAndLeaves;

    /** Where the nodes of each feature begin; the last entry is the end. */
    private final int[] starts;

    /** The value of each leaf, eight places per tree. */
    private final short[] leaves;

    private final byte[] allLeaves;

    private ComplexityTrees(int features, int base, Nodes nodes, short[] leaves) {
        this.base = base;
        this.leaves = leaves;
        this.allLeaves = new byte[leaves.length / MAX_LEAVES];
        Arrays.fill(allLeaves, (byte) -1);
        this.thresholds = new float[nodes.size];
        this.treesAndLeaves = new int[nodes.size];
        this.starts = new int[features + 1];
        nodes.sort();
        for (int i = 0; i < nodes.size; i++) {
            int place = nodes.place(i);
            thresholds[i] = nodes.thresholds[place];
            treesAndLeaves[i] = nodes.treesAndLeaves[place];
            starts[nodes.feature(i) + 1] = i + 1;
        }
        for (int feature = 1; feature <= features; feature++) {
            starts[feature] = Math.max(starts[feature], starts[feature - 1]);
        }
    }

    static ComplexityTrees read(ByteBuffer in) throws IOException {
        int features = Short.toUnsignedInt(in.getShort());
        int trees = Short.toUnsignedInt(in.getShort());
        int base = in.getInt();
        Nodes nodes = new Nodes(trees * (MAX_LEAVES - 1));
        short[] leaves = new short[trees * MAX_LEAVES];
        for (int tree = 0; tree < trees; tree++) {
            new TreeReader(in, tree, nodes, leaves).read();
        }
        return new ComplexityTrees(features, base, nodes, leaves);
    }

    /** Reads one tree: its nodes, then its leaves. A child below 0 is a leaf: -1 is the first. */
    private static final class TreeReader {

        private final ByteBuffer in;
        private final int tree;
        private final Nodes nodes;
        private final short[] leaves;
        private final int[] feature;
        private final float[] threshold;
        private final int[][] children;
        private final short[] values;
        private int leavesSoFar;

        TreeReader(ByteBuffer in, int tree, Nodes nodes, short[] leaves) throws IOException {
            int size = Byte.toUnsignedInt(in.get());
            if (size >= MAX_LEAVES) {
                throw new IOException("a tree with more than " + MAX_LEAVES + " leaves");
            }
            this.in = in;
            this.tree = tree;
            this.nodes = nodes;
            this.leaves = leaves;
            this.feature = new int[size];
            this.threshold = new float[size];
            this.children = new int[size][2];
            this.values = new short[size + 1];
        }

        void read() {
            for (int node = 0; node < feature.length; node++) {
                feature[node] = Byte.toUnsignedInt(in.get());
                threshold[node] = in.getFloat();
                children[node][0] = in.get();
                children[node][1] = in.get();
            }
            for (int leaf = 0; leaf < values.length; leaf++) {
                values[leaf] = in.getShort();
            }
            add(feature.length == 0 ? -1 : 0);
        }

        /** Adds a node and its descendants; returns the bits of its leaves. */
        private int add(int node) {
            if (node < 0) {
                leaves[tree * MAX_LEAVES + leavesSoFar] = values[-1 - node];
                return 1 << leavesSoFar++;
            }
            int left = add(children[node][0]);
            nodes.add(feature[node], threshold[node], tree, ~left & 0xFF);
            return left | add(children[node][1]);
        }
    }

    int features() {
        return starts.length - 1;
    }

    /** The sum over all trees. Integers, so that the order of adding does not matter. */
    int sum(float[] prompt) {
        byte[] possible = allLeaves.clone();
        for (int feature = 0; feature < prompt.length; feature++) {
            float value = prompt[feature];
            int end = starts[feature + 1];
            for (int node = starts[feature]; node < end && thresholds[node] < value; node++) {
                possible[treesAndLeaves[node] >>> LEAF_BITS] &= (byte) treesAndLeaves[node];
            }
        }
        int sum = base;
        for (int tree = 0; tree < possible.length; tree++) {
            sum += leaves[tree * MAX_LEAVES + Integer.numberOfTrailingZeros(possible[tree])];
        }
        return sum;
    }
}

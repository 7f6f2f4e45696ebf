package io.oblix.facts.complexity;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Boosted trees, asked feature by feature and not tree by tree (QuickScorer: Lucchese et al., SIGIR 2015). Each tree has
 * a bit for each of its leaves, from left to right. A node whose threshold the prompt is above takes the leaves on its
 * left out, and of those that are left in the end the leftmost is the one that walking the tree would have led to. The
 * thresholds on a feature are in order, so that only such nodes are looked at, and nothing depends on a guess of the
 * processor: 2 us instead of the 20 of walking.
 */
final class ComplexityTrees {

    /** One bit each in a byte. */
    private static final int MAX_LEAVES = 8;

    private static final int LEAF_BITS = 8;

    /** @param leavesOnTheRight a bit for each leaf of the tree but those on the node's left */
    private record Node(int feature, float threshold, int tree, int leavesOnTheRight) {}

    private final int base;

    /** The nodes of all trees, by feature and then by threshold: which they are, and their tree and bits in one number. */
    private final float[] thresholds;

    private final int[] treesAndLeaves;

    /** By feature: where its nodes begin; and the end of them all. */
    private final int[] starts;

    /** What each leaf adds, eight places for each tree. */
    private final short[] leaves;

    private final byte[] allLeaves;

    private ComplexityTrees(int features, int base, List<Node> nodes, short[] leaves) {
        this.base = base;
        this.leaves = leaves;
        this.allLeaves = new byte[leaves.length / MAX_LEAVES];
        Arrays.fill(allLeaves, (byte) -1);
        this.thresholds = new float[nodes.size()];
        this.treesAndLeaves = new int[nodes.size()];
        this.starts = new int[features + 1];
        nodes.sort(Comparator.comparingInt(Node::feature).thenComparingDouble(Node::threshold));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            thresholds[i] = node.threshold();
            treesAndLeaves[i] = node.tree() << LEAF_BITS | node.leavesOnTheRight();
            starts[node.feature() + 1] = i + 1;
        }
        for (int feature = 1; feature <= features; feature++) {
            starts[feature] = Math.max(starts[feature], starts[feature - 1]);
        }
    }

    static ComplexityTrees read(DataInputStream in) throws IOException {
        int features = in.readUnsignedShort();
        int trees = in.readUnsignedShort();
        int base = in.readInt();
        List<Node> nodes = new ArrayList<>();
        short[] leaves = new short[trees * MAX_LEAVES];
        for (int tree = 0; tree < trees; tree++) {
            new TreeReader(in, tree, nodes, leaves).read();
        }
        return new ComplexityTrees(features, base, nodes, leaves);
    }

    /** Reads one tree: its nodes, of which a child below 0 is a leaf, -1 the first; then its leaves. */
    private static final class TreeReader {

        private final DataInputStream in;
        private final int tree;
        private final List<Node> nodes;
        private final short[] leaves;
        private final int[] feature;
        private final float[] threshold;
        private final int[][] children;
        private final short[] values;
        private int leavesSoFar;

        TreeReader(DataInputStream in, int tree, List<Node> nodes, short[] leaves) throws IOException {
            int size = in.readUnsignedByte();
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

        void read() throws IOException {
            for (int node = 0; node < feature.length; node++) {
                feature[node] = in.readUnsignedByte();
                threshold[node] = in.readFloat();
                children[node][0] = in.readByte();
                children[node][1] = in.readByte();
            }
            for (int leaf = 0; leaf < values.length; leaf++) {
                values[leaf] = in.readShort();
            }
            add(feature.length == 0 ? -1 : 0);
        }

        /** Adds a node and what is under it; the bits of the leaves there. */
        private int add(int node) {
            if (node < 0) {
                leaves[tree * MAX_LEAVES + leavesSoFar] = values[-1 - node];
                return 1 << leavesSoFar++;
            }
            int left = add(children[node][0]);
            nodes.add(new Node(feature[node], threshold[node], tree, ~left & 0xFF));
            return left | add(children[node][1]);
        }
    }

    int features() {
        return starts.length - 1;
    }

    /** The sum of what each tree says of a prompt; whole numbers, so that their order does not matter. */
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

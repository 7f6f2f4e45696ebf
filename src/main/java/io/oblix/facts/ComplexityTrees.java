package io.oblix.facts;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Boosted trees, laid out so that no step depends on a guess of the processor: a feature is looked up among all
 * thresholds on it once, a node is one number that holds the place of its threshold and both ways on, and leaves lead
 * to themselves, so that trees of the same depth are walked in the same number of steps.
 */
final class ComplexityTrees {

    /** A tree as it stands in the file; a child below 0 is a leaf, -1 the first. */
    private record Tree(int[] feature, float[] threshold, int[][] children, int[] leaves) {

        private int depth(int node) {
            return node < 0 ? 0 : 1 + Math.max(depth(children[node][0]), depth(children[node][1]));
        }
    }

    private static final int PLACE = 8;
    private static final int LEFT = 16;
    private static final int RIGHT = 24;
    private static final int MASK = 0xFF;

    private final int base;

    /** All thresholds on each feature, ascending. */
    private final float[][] thresholds;

    /** From the low bits: feature, place of the threshold, left child, right child. */
    private final int[] nodes;

    /** What a leaf adds; where a node is none, 0. */
    private final int[] leaves;

    /** Where each tree begins, the shallow ones first. */
    private final int[] roots;

    /** By depth: how many trees are no deeper. */
    private final int[] upToDepth;

    private ComplexityTrees(int features, int base, List<Tree> trees) {
        this.base = base;
        this.thresholds = thresholds(features, trees);
        this.roots = new int[trees.size()];
        int size = trees.stream()
                .mapToInt(tree -> tree.feature().length + tree.leaves().length)
                .sum();
        this.nodes = new int[size];
        this.leaves = new int[size];
        int deepest = trees.stream().mapToInt(tree -> tree.depth(0)).max().orElse(0);
        this.upToDepth = new int[deepest + 1];
        trees.sort(Comparator.comparingInt(tree -> tree.depth(0)));
        int at = 0;
        for (int i = 0; i < roots.length; i++) {
            roots[i] = at;
            at = add(trees.get(i), at);
            for (int depth = trees.get(i).depth(0); depth <= deepest; depth++) {
                upToDepth[depth]++;
            }
        }
    }

    static ComplexityTrees read(DataInputStream in) throws IOException {
        int features = in.readUnsignedShort();
        int count = in.readUnsignedShort();
        int base = in.readInt();
        List<Tree> trees = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int size = in.readUnsignedByte();
            Tree tree = new Tree(new int[size], new float[size], new int[size][2], new int[size + 1]);
            for (int node = 0; node < size; node++) {
                tree.feature()[node] = in.readUnsignedByte();
                tree.threshold()[node] = in.readFloat();
                tree.children()[node][0] = in.readByte();
                tree.children()[node][1] = in.readByte();
            }
            for (int leaf = 0; leaf <= size; leaf++) {
                tree.leaves()[leaf] = in.readShort();
            }
            trees.add(tree);
        }
        return new ComplexityTrees(features, base, trees);
    }

    private static float[][] thresholds(int features, List<Tree> trees) {
        float[][] all = new float[features][];
        for (int feature = 0; feature < features; feature++) {
            int wanted = feature;
            double[] distinct = trees.stream()
                    .flatMapToDouble(tree -> IntStream.range(0, tree.feature().length)
                            .filter(node -> tree.feature()[node] == wanted)
                            .mapToDouble(node -> tree.threshold()[node]))
                    .distinct()
                    .sorted()
                    .toArray();
            if (distinct.length > MASK) {
                throw new IllegalStateException("a feature with more thresholds than a node can tell apart");
            }
            all[feature] = new float[distinct.length];
            for (int i = 0; i < distinct.length; i++) {
                all[feature][i] = (float) distinct[i];
            }
        }
        return all;
    }

    /** Nodes first, then leaves; the place behind them. */
    private int add(Tree tree, int start) {
        int size = tree.feature().length;
        for (int node = 0; node < size; node++) {
            int feature = tree.feature()[node];
            int place = Arrays.binarySearch(thresholds[feature], tree.threshold()[node]);
            int left = tree.children()[node][0];
            int right = tree.children()[node][1];
            nodes[start + node] =
                    node(feature, place, left < 0 ? size - 1 - left : left, right < 0 ? size - 1 - right : right);
        }
        for (int leaf = 0; leaf <= size; leaf++) {
            int itself = size + leaf;
            nodes[start + itself] = node(0, 0, itself, itself);
            leaves[start + itself] = tree.leaves()[leaf];
        }
        return start + 2 * size + 1;
    }

    private static int node(int feature, int place, int left, int right) {
        return feature | (place << PLACE) | (left << LEFT) | (right << RIGHT);
    }

    int features() {
        return thresholds.length;
    }

    int sum(float[] prompt) {
        int[] places = places(prompt);
        int sum = base;
        int tree = 0;
        for (int depth = 1; depth < upToDepth.length; depth++) {
            for (; tree < upToDepth[depth]; tree++) {
                int root = roots[tree];
                int at = root;
                for (int step = 0; step < depth; step++) {
                    int node = nodes[at];
                    int isAbove = (((node >>> PLACE) & MASK) - places[node & MASK]) >>> 31;
                    at = root + ((node >>> (LEFT + isAbove * (RIGHT - LEFT))) & MASK);
                }
                sum += leaves[at];
            }
        }
        return sum;
    }

    /** How many thresholds each feature is above. */
    private int[] places(float[] prompt) {
        int[] places = new int[thresholds.length];
        for (int feature = 0; feature < places.length; feature++) {
            int at = Arrays.binarySearch(thresholds[feature], prompt[feature]);
            places[feature] = at < 0 ? -1 - at : at;
        }
        return places;
    }
}

package io.oblix.facts.complexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares with the plain way to evaluate trees: walking each one from its root. */
class ComplexityTreesTest {

    private static final int FEATURES = 5;
    private static final int BASE = 1_000;

    private final Random random = new Random(3);

    /** A tree in the file's form: a child below 0 is a leaf, -1 is the first. */
    private record Tree(int[] feature, float[] threshold, int[][] children, short[] leaves) {

        int walk(float[] prompt) {
            int at = feature.length == 0 ? -1 : 0;
            while (at >= 0) {
                at = children[at][prompt[feature[at]] <= threshold[at] ? 0 : 1];
            }
            return leaves[-1 - at];
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(feature.length);
            for (int node = 0; node < feature.length; node++) {
                out.writeByte(feature[node]);
                out.writeFloat(threshold[node]);
                out.writeByte(children[node][0]);
                out.writeByte(children[node][1]);
            }
            for (short leaf : leaves) {
                out.writeShort(leaf);
            }
        }
    }

    /** Grows from one leaf by splitting leaves at random. */
    private Tree tree(int nodes) {
        Tree tree = new Tree(new int[nodes], new float[nodes], new int[nodes][], new short[nodes + 1]);
        List<int[]> open = new ArrayList<>();
        int leaves = 0;
        for (int node = 0; node < nodes; node++) {
            tree.feature()[node] = random.nextInt(FEATURES);
            tree.threshold()[node] = random.nextInt(10);
            tree.children()[node] = new int[2];
            if (node > 0) {
                int[] place = open.remove(random.nextInt(open.size()));
                tree.children()[place[0]][place[1]] = node;
            }
            open.add(new int[] {node, 0});
            open.add(new int[] {node, 1});
        }
        for (int[] place : open) {
            tree.children()[place[0]][place[1]] = -1 - leaves++;
        }
        for (int leaf = 0; leaf <= nodes; leaf++) {
            tree.leaves()[leaf] = (short) random.nextInt(-30_000, 30_000);
        }
        return tree;
    }

    private static ComplexityTrees read(List<Tree> trees) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(FEATURES);
        out.writeShort(trees.size());
        out.writeInt(BASE);
        for (Tree tree : trees) {
            tree.write(out);
        }
        return ComplexityTrees.read(ByteBuffer.wrap(bytes.toByteArray()));
    }

    @Test
    void theSumIsThatOfWalkingEachTree() throws IOException {
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            trees.add(tree(i % 8));
        }
        ComplexityTrees read = read(trees);

        assertThat(read.features()).isEqualTo(FEATURES);
        for (int i = 0; i < 500; i++) {
            float[] prompt = new float[FEATURES];
            for (int feature = 0; feature < FEATURES; feature++) {
                prompt[feature] = random.nextInt(21) / 2f - 0.5f;
            }
            int walked =
                    BASE + trees.stream().mapToInt(tree -> tree.walk(prompt)).sum();
            assertThat(read.sum(prompt)).isEqualTo(walked);
        }
    }

    @Test
    void aTreeOfMoreThanEightLeavesIsRejected() {
        assertThatThrownBy(() -> read(List.of(tree(8)))).isInstanceOf(IOException.class);
    }
}

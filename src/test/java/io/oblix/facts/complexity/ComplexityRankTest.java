package io.oblix.facts.complexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ComplexityRankTest {

    /** Scores from 0 to 1, equally likely. */
    private static final double[] EVEN = {0, 0.25, 0.5, 0.75, 1};

    private final ComplexityRank rank = new ComplexityRank(EVEN);

    private void count(int times, double score) {
        for (int i = 0; i < times; i++) {
            rank.count(score);
        }
    }

    @Test
    void theCurveDecidesBeforeTheFirstRequest() {
        assertThat(rank.of(0)).isEqualTo(0);
        assertThat(rank.of(0.3)).isCloseTo(0.3, within(1e-9));
        assertThat(rank.of(1)).isEqualTo(1);
    }

    @Test
    void scoresOutsideTheCurveAndOnAStepOfItHaveARank() {
        ComplexityRank stepped = new ComplexityRank(new double[] {0.2, 0.4, 0.4, 0.4, 0.6});

        assertThat(stepped.of(0.1)).isEqualTo(0);
        assertThat(stepped.of(0.4)).isEqualTo(0.25);
        assertThat(stepped.of(0.9)).isEqualTo(1);
    }

    @Test
    void theCurveCountsLessWithEachRequest() {
        count(ComplexityRank.ENOUGH / 2, 0.9);

        assertThat(rank.of(0.8)).isCloseTo(0.4, within(1e-9));

        count(ComplexityRank.ENOUGH / 2, 0.9);

        assertThat(rank.of(0.8)).isEqualTo(0);
    }

    @Test
    void theRankIsTheShareOfRecentRequestsWithALowerScore() {
        for (int i = 0; i < 200; i++) {
            rank.count(i % 10 / 10.0);
        }

        assertThat(rank.of(0.0)).isEqualTo(0);
        assertThat(rank.of(0.3)).isEqualTo(0.3);
        assertThat(rank.of(0.3000001)).isEqualTo(0.4);
        assertThat(rank.of(0.95)).isEqualTo(1);
    }

    @Test
    void equalScoresAllRankZero() {
        count(500, 0.7);

        assertThat(rank.of(0.7)).isEqualTo(0);
    }

    @Test
    void askingForARankCountsNothing() {
        count(200, 0.5);
        for (int i = 0; i < 1_000; i++) {
            rank.of(0.1);
        }

        assertThat(rank.of(0.4)).isEqualTo(0);
    }

    @Test
    void scoresBeyondTheWindowAreForgotten() {
        count(ComplexityRank.WINDOW, 0.1);
        count(ComplexityRank.WINDOW, 0.9);

        assertThat(rank.of(0.5)).isEqualTo(0);
    }

    @Test
    void threeInTenRequestsRankAboveSeventyPercentWhateverTheirScores() {
        Random random = new Random(5);
        for (int i = 0; i < ComplexityRank.WINDOW; i++) {
            rank.count(score(random));
        }
        int cloud = 0;
        for (int i = 0; i < 10_000; i++) {
            double score = score(random);
            cloud += rank.of(score) > 1 - 0.3 ? 1 : 0;
            rank.count(score);
        }

        assertThat(cloud / 10_000.0).isCloseTo(0.3, within(0.03));
    }

    private static double score(Random random) {
        double drawn = random.nextDouble();
        return 0.1 + 0.2 * drawn * drawn;
    }

    @Test
    void concurrentRequestsAreAllCounted() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            double score = i < 2 ? 0.2 : 0.8;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException ended) {
                    return;
                }
                count(ComplexityRank.WINDOW / 4, score);
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(rank.of(0.5)).isEqualTo(0.5);
    }
}

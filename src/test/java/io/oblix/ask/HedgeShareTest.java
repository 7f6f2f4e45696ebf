package io.oblix.ask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HedgeShareTest {

    private static int taken(HedgeShare share, int requests) {
        int taken = 0;
        for (int i = 0; i < requests; i++) {
            share.asked();
            taken += share.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void atMostTheShareOfTheLastRequestsIsHedged() {
        HedgeShare share = new HedgeShare(0.1);

        assertThat(taken(share, 200)).isEqualTo(20);
        assertThat(taken(share, 2_000)).isBetween(190, 210);
    }

    @Test
    void theFirstRequestMayBeHedgedAndThenNoneForAWhile() {
        HedgeShare share = new HedgeShare(0.1);

        assertThat(taken(share, 1)).isEqualTo(1);
        assertThat(taken(share, 15)).isZero();
    }

    @Test
    void hedgesOfLongAgoDoNotCount() {
        HedgeShare share = new HedgeShare(0.02);
        assertThat(taken(share, 200)).isEqualTo(4);
        for (int i = 0; i < 200; i++) {
            share.asked();
        }

        assertThat(share.take()).isTrue();
    }

    @Test
    void oneThatIsGivenBackMayBeTakenAgain() {
        HedgeShare share = new HedgeShare(0.1);
        assertThat(taken(share, 1)).isEqualTo(1);
        assertThat(share.take()).isFalse();

        share.giveBack();

        assertThat(share.take()).isTrue();
        assertThat(share.take()).isFalse();
    }

    @Test
    void aShareOfOneHedgesAllAndOfNothingNone() {
        assertThat(taken(new HedgeShare(1), 500)).isEqualTo(500);
        assertThat(taken(new HedgeShare(0), 500)).isZero();
    }
}

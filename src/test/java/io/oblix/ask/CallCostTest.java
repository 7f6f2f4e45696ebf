package io.oblix.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.settings.Price;
import org.junit.jupiter.api.Test;

class CallCostTest {

    /** 2 micro-dollars for each token of the prompt, 10 for each of the answer. */
    private static final Price PRICE = Price.of("openai:some", 2, 10, 1);

    private static CallCost cost(int choices, int least, int most, int sent) {
        return new CallCost(PRICE, 100, choices, least, most, sent);
    }

    @Test
    void aCallCostsItsPromptAndAllAnswersAtMost() {
        assertThat(cost(1, 256, 1_000, 0).least()).isEqualTo(200 + 2_560);
        assertThat(cost(1, 256, 1_000, 0).most()).isEqualTo(200 + 10_000);
        assertThat(cost(3, 10, 10, 10).most()).isEqualTo(200 + 300);
    }

    @Test
    void anAnswerIsAsLongAsItsMoneyLastsAndNoLonger() {
        CallCost cost = cost(2, 10, 1_000, 0);

        for (long micro = cost.least(); micro <= cost.most() + 50; micro += 7) {
            int tokens = cost.tokensFor(micro);

            assertThat(PRICE.mostMicroUsd(100, 2L * tokens)).isLessThanOrEqualTo(micro);
            assertThat(tokens == 1_000 || PRICE.mostMicroUsd(100, 2L * (tokens + 1)) > micro)
                    .isTrue();
        }
    }

    @Test
    void onlyAMissingOrLongerLimitIsReplaced() {
        assertThat(cost(1, 10, 10, 10).mustLimit(10)).isFalse();
        assertThat(cost(1, 256, 1_000, 0).mustLimit(1_000)).isTrue();
        assertThat(cost(1, 256, 8_000, 32_000).mustLimit(8_000)).isTrue();
        assertThat(cost(0, 0, 0, 0).mustLimit(0)).as("vectors").isFalse();
    }
}

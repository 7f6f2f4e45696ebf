package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.policy.Decider.Outcome;
import org.junit.jupiter.api.Test;

class RuleHitsTest {

    private final RuleHits hits = new RuleHits();

    private void decided(String policy, String rule, int times) {
        for (int i = 0; i < times; i++) {
            hits.decided(new Outcome(policy, rule, "a-reason", null, false));
        }
    }

    @Test
    void eachRuleOfEachPolicyIsCounted() {
        decided("auto", "The question is hard", 3);
        decided("auto", "All else", 2);
        decided("careful", "All else", 1);

        assertThat(hits.of("auto", "The question is hard")).isEqualTo(3);
        assertThat(hits.of("auto", "All else")).isEqualTo(2);
        assertThat(hits.of("careful", "All else")).isEqualTo(1);
        assertThat(hits.of("auto")).isEqualTo(5);
        assertThat(hits.of("auto", "No such rule")).isZero();
        assertThat(hits.of("none")).isZero();
    }

    @Test
    void anEditedPolicyStartsOver() {
        decided("auto", "All else", 2);
        decided("careful", "All else", 1);

        hits.forget("auto");

        assertThat(hits.of("auto")).isZero();
        assertThat(hits.of("careful")).isEqualTo(1);
    }

    @Test
    void namesWithoutEndDoNotFillTheMemory() {
        for (int i = 0; i < 5_000; i++) {
            decided("auto", "rule " + i, 1);
        }

        assertThat(hits.of("auto")).isEqualTo(1_000);
        assertThat(hits.of("auto", "rule 0")).isEqualTo(1);
        assertThat(hits.of("auto", "rule 4999")).isZero();
    }
}

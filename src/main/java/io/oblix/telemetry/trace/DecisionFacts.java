package io.oblix.telemetry.trace;

import io.oblix.facts.Facts;
import io.oblix.policy.Decider;
import io.oblix.policy.Explanation;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Policy;
import io.oblix.policy.Thresholds;
import io.oblix.policy.Vocabulary.Fact;
import java.util.Map;

/** Which facts mattered for a decision, by the rules of its policy. */
public record DecisionFacts(PoliciesInUse policies, Thresholds thresholds) {

    /** Empty where no policy decided, or an earlier decision was repeated. */
    Map<Fact, Object> of(Facts facts, Decider.Outcome outcome) {
        Policy policy = outcome.continued() ? null : policies.get(outcome.policy());
        return policy == null ? Map.of() : new Explanation(policy, facts, thresholds).facts();
    }
}

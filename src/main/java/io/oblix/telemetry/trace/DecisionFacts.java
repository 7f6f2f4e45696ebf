package io.oblix.telemetry.trace;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Grounds;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Policy;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.Vocabulary.Fact;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which facts mattered for a decision, by the rules of its policy, as attributes. */
public final class DecisionFacts {

    private final PoliciesInUse policies;

    /** By the policy itself, so that what is known of a version ends with it. */
    private final LoadingCache<Policy, Grounds> grounds =
            Caffeine.newBuilder().weakKeys().build(Grounds::new);

    /** Bounded by the facts that policies may name. Keys keep their encoded form, so each is made once. */
    private final Map<Fact, Named> named = new ConcurrentHashMap<>();

    /** Writes the value of a fact under its name. */
    private interface Named {
        void tell(AttributesBuilder event, Object value);
    }

    public DecisionFacts(PoliciesInUse policies) {
        this.policies = policies;
    }

    /** Adds none where no policy decided, or an earlier decision was repeated. */
    void tell(AttributesBuilder event, Facts facts, Outcome outcome) {
        Policy policy = outcome.continued() ? null : policies.get(outcome.policy());
        if (policy == null) {
            return;
        }
        for (Fact fact : grounds.get(policy).of(outcome, facts)) {
            Object value = Vocabulary.value(facts, fact);
            Named known = named.get(fact);
            if (known == null) {
                known = named(fact, value);
                named.put(fact, known);
            }
            known.tell(event, value);
        }
    }

    /** Numbers stay numbers, so that they can be compared where the traces are looked at. */
    private static Named named(Fact fact, Object value) {
        String name = Names.FACT + fact;
        if (value instanceof Boolean) {
            AttributeKey<Boolean> key = AttributeKey.booleanKey(name);
            return (event, flag) -> event.put(key, (Boolean) flag);
        } else if (value instanceof Integer || value instanceof Long) {
            AttributeKey<Long> key = AttributeKey.longKey(name);
            return (event, number) -> event.put(key, ((Number) number).longValue());
        } else if (value instanceof Number) {
            AttributeKey<Double> key = AttributeKey.doubleKey(name);
            return (event, number) -> event.put(key, ((Number) number).doubleValue());
        }
        AttributeKey<String> key = AttributeKey.stringKey(name);
        return (event, text) -> event.put(key, String.valueOf(text));
    }
}

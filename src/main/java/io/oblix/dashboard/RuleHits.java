package io.oblix.dashboard;

import io.oblix.policy.Decider.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each rule has decided since its policy was edited. Counted on the request's thread, without an object once a rule
 * has decided.
 */
final class RuleHits {

    /** No policy has so many rules; edits that rename them start over. */
    private static final int MOST_RULES = 1_000;

    private final Map<String, Map<String, LongAdder>> byPolicy = new ConcurrentHashMap<>();

    void decided(Outcome outcome) {
        Map<String, LongAdder> hits = byPolicy.get(outcome.policy());
        if (hits == null) {
            hits = byPolicy.computeIfAbsent(outcome.policy(), policy -> new ConcurrentHashMap<>());
        }
        LongAdder count = hits.get(outcome.rule());
        if (count == null && hits.size() < MOST_RULES) {
            count = hits.computeIfAbsent(outcome.rule(), rule -> new LongAdder());
        }
        if (count != null) {
            count.increment();
        }
    }

    /** By the rule's sentence, since the policy was edited. */
    long of(String policy, String rule) {
        LongAdder count = byPolicy.getOrDefault(policy, Map.of()).get(rule);
        return count == null ? 0 : count.sum();
    }

    /** Of all rules, and of what decides in place of one. */
    long of(String policy) {
        return byPolicy.getOrDefault(policy, Map.of()).values().stream()
                .mapToLong(LongAdder::sum)
                .sum();
    }

    /** The policy has changed or is gone. */
    void forget(String policy) {
        byPolicy.remove(policy);
    }
}

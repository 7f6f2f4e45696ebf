package io.oblix.policy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Vocabulary.Fact;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which facts the decisions of a policy rest on. It is made once for a policy, since it is asked for each request. */
public final class Grounds {

    private final List<Rule> rules;

    /** For each rule, the facts by which earlier rules would have led elsewhere. */
    private final List<List<Fact>> elsewhere = new ArrayList<>();

    public Grounds(Policy policy) {
        rules = policy.rules();
        for (int i = 0; i < rules.size() && rules.get(i).explainable(); i++) {
            Side target = rules.get(i).verdict().target();
            Set<Fact> facts = new LinkedHashSet<>();
            for (Rule earlier : rules.subList(0, i)) {
                if (earlier.condition() != null && earlier.verdict().target() != target) {
                    earlier.condition().clauses().forEach(clause -> add(facts, clause));
                }
            }
            elsewhere.add(List.copyOf(facts));
        }
    }

    /**
     * Those of the condition that held, or where the rule has none, those by which an earlier rule would have led elsewhere.
     * Empty where rules that do more than compare facts had a say.
     */
    public List<Fact> of(Outcome outcome, Facts facts) {
        for (int i = 0; i < elsewhere.size(); i++) {
            Condition condition = rules.get(i).condition();
            if (rules.get(i).description().equals(outcome.rule()) && (condition == null || condition.holds(facts))) {
                return condition == null ? elsewhere.get(i) : held(condition, facts);
            }
        }
        return List.of();
    }

    private static List<Fact> held(Condition condition, Facts facts) {
        Set<Fact> held = new LinkedHashSet<>();
        for (Clause clause : condition.clauses()) {
            if (clause.holds(facts)) {
                add(held, clause);
            }
        }
        return List.copyOf(held);
    }

    private static void add(Set<Fact> facts, Clause clause) {
        facts.add(clause.fact());
        if (clause.other() != null) {
            facts.add(clause.other());
        }
    }
}

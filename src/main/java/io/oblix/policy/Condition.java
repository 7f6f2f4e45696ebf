package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.Vocabulary.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a policy that only compares facts. It replaces Camel's evaluation of the same text, which copies the
 * exchange for every fact that it reads (measured for the policy auto: 250 kB and 0.3 ms, against 3 kB and 3
 * microseconds), and it can be explained: which fact would have changed the outcome.
 *
 * @param all whether every clause must hold ({@code &&}), or one is enough ({@code ||})
 */
public record Condition(List<Clause> clauses, boolean all) implements Predicate {

    private static final Pattern JOINT = Pattern.compile("\\s+(&&|\\|\\|)\\s+");
    private static final Pattern CLAUSE = Pattern.compile(
            "\\$\\{header\\.(\\w+\\.\\w+)}\\s*(==|!=|>=|<=|>|<)\\s*(?:\\$\\{header\\.(\\w+\\.\\w+)}|'([^']*)'|\"([^\"]*)\"|([\\w.+-]+))");

    /**
     * @param simple a condition in Camel's Simple language, its placeholders resolved
     * @return null when it does more than compare facts
     */
    public static @Nullable Condition parse(String simple) {
        List<Clause> clauses = new ArrayList<>();
        String joint = null;
        Matcher joints = JOINT.matcher(simple);
        int from = 0;
        while (from <= simple.length()) {
            boolean more = joints.find();
            Clause clause = clause(simple.substring(from, more ? joints.start() : simple.length())
                    .strip());
            if (clause == null || (more && joint != null && !joint.equals(joints.group(1)))) {
                return null;
            }
            clauses.add(clause);
            if (!more) {
                break;
            }
            joint = joints.group(1);
            from = joints.end();
        }
        return new Condition(List.copyOf(clauses), !"||".equals(joint));
    }

    private static @Nullable Clause clause(String text) {
        Matcher matcher = CLAUSE.matcher(text);
        return matcher.matches() ? clause(matcher) : null;
    }

    /** Every comparison of a fact in a condition, including one that {@link #parse} cannot represent. */
    public static List<Clause> clausesIn(String simple) {
        return CLAUSE.matcher(simple).results().map(Condition::clause).toList();
    }

    private static Clause clause(MatchResult matcher) {
        String other = matcher.group(3);
        String quoted = matcher.group(4) == null ? matcher.group(5) : matcher.group(4);
        return new Clause(
                Fact.of(matcher.group(1)),
                matcher.group(2),
                other != null ? null : quoted != null ? quoted : matcher.group(6),
                other == null ? null : Fact.of(other));
    }

    boolean holds(Facts facts) {
        for (Clause clause : clauses) {
            if (clause.holds(facts) != all) {
                return !all;
            }
        }
        return all;
    }

    /** Whether it depends on how hard the question is. */
    boolean asksForComplexity() {
        return clauses.stream().anyMatch(clause -> clause.fact().name().startsWith("complexity"));
    }

    @Override
    public boolean matches(Exchange exchange) {
        return holds(exchange.getProperty(FactsRoutes.FACTS, Facts.class));
    }

    /** The clauses of which one alone would change the outcome; empty when it takes more than one. */
    List<Clause> turningPoints(Facts facts) {
        boolean holdsNow = holds(facts);
        List<Clause> decisive = clauses.stream()
                .filter(clause -> clause.holds(facts) == holdsNow)
                .toList();
        boolean oneIsEnough = all == holdsNow;
        if (!oneIsEnough && decisive.size() != 1) {
            return List.of();
        }
        return holdsNow ? decisive.stream().map(Clause::negated).toList() : decisive;
    }

    @Override
    public String toString() {
        return String.join(
                all ? " && " : " || ", clauses.stream().map(Clause::toString).toList());
    }
}

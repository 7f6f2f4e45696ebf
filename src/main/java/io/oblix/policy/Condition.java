package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.policy.Vocabulary.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a policy that can be talked about: comparisons of facts, all of which must hold or any of which is
 * enough. Camel evaluates the rules; this is for checking their values and for saying what would have changed a decision.
 *
 * @param all whether every clause must hold ({@code &&}), or one is enough ({@code ||})
 */
record Condition(List<Clause> clauses, boolean all) {

    private static final Pattern JOINT = Pattern.compile("\\s+(&&|\\|\\|)\\s+");
    private static final Pattern CLAUSE = Pattern.compile(
            "\\$\\{header\\.(\\w+\\.\\w+)}\\s*(==|!=|>=|<=|>|<)\\s*(?:\\$\\{header\\.(\\w+\\.\\w+)}|'([^']*)'|([\\w.+-]+))");

    /**
     * One comparison.
     *
     * @param operator one of {@code == != > >= < <=}
     * @param value what the fact is compared with; null when that is another fact
     * @param other the fact that it is compared with; null when that is a value
     */
    record Clause(
            Fact fact,
            String operator,
            @Nullable String value,
            @Nullable Fact other) {

        boolean holds(Facts facts) {
            return compare(String.valueOf(Vocabulary.value(facts, fact)), bound(facts));
        }

        /** What the fact is compared with at this moment. */
        String bound(Facts facts) {
            return other == null ? String.valueOf(value) : String.valueOf(Vocabulary.value(facts, other));
        }

        private boolean compare(String left, String right) {
            Double leftNumber = Vocabulary.number(left);
            Double rightNumber = Vocabulary.number(right);
            int order = leftNumber != null && rightNumber != null
                    ? leftNumber.compareTo(rightNumber)
                    : left.compareTo(right);
            return switch (operator) {
                case "==" -> order == 0;
                case "!=" -> order != 0;
                case ">" -> order > 0;
                case ">=" -> order >= 0;
                case "<" -> order < 0;
                default -> order <= 0;
            };
        }

        /** The comparison that holds when this one does not. */
        Clause negated() {
            if (operator.equals("==") && ("true".equals(value) || "false".equals(value))) {
                return new Clause(fact, operator, Boolean.toString("false".equals(value)), null);
            }
            String opposite =
                    switch (operator) {
                        case "==" -> "!=";
                        case "!=" -> "==";
                        case ">" -> "<=";
                        case ">=" -> "<";
                        case "<" -> ">=";
                        default -> ">";
                    };
            return new Clause(fact, opposite, value, other);
        }
    }

    /**
     * @param simple a condition in Camel's simple language, its placeholders filled in
     * @return null when it is more than comparisons of facts
     */
    static @Nullable Condition parse(String simple) {
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
        if (!matcher.matches()) {
            return null;
        }
        String other = matcher.group(3);
        String quoted = matcher.group(4);
        return new Clause(
                Fact.of(matcher.group(1)),
                matcher.group(2),
                other != null ? null : quoted != null ? quoted : matcher.group(5),
                other == null ? null : Fact.of(other));
    }

    boolean holds(Facts facts) {
        Predicate<Clause> holds = clause -> clause.holds(facts);
        return all ? clauses.stream().allMatch(holds) : clauses.stream().anyMatch(holds);
    }

    /** What alone would turn the condition over, one clause at a time; empty when it takes more than one. */
    List<Clause> whatWouldTurnIt(Facts facts) {
        boolean holdsNow = holds(facts);
        List<Clause> inTheWay = clauses.stream()
                .filter(clause -> clause.holds(facts) == holdsNow)
                .toList();
        boolean oneIsEnough = all == holdsNow;
        if (!oneIsEnough && inTheWay.size() != 1) {
            return List.of();
        }
        return holdsNow ? inTheWay.stream().map(Clause::negated).toList() : inTheWay;
    }
}

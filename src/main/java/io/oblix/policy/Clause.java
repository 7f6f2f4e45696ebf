package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.policy.Vocabulary.Fact;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a fact with a value or with another fact: numbers as numbers, everything else as text.
 *
 * @param operator one of {@code == != > >= < <=}
 * @param value the value to compare with; null when comparing with another fact
 * @param number the value if it is a number, parsed once
 * @param other the fact to compare with; null when comparing with a value
 */
public record Clause(
        Fact fact,
        String operator,
        @Nullable String value,
        @Nullable Double number,
        @Nullable Fact other) {

    Clause(Fact fact, String operator, @Nullable String value, @Nullable Fact other) {
        this(fact, operator, value, value == null ? null : Vocabulary.number(value), other);
    }

    boolean holds(Facts facts) {
        double left = Vocabulary.number(facts, fact);
        double right = other != null ? Vocabulary.number(facts, other) : number == null ? Double.NaN : number;
        int order = Double.isNaN(left) || Double.isNaN(right)
                ? Vocabulary.value(facts, fact).toString().compareTo(bound(facts))
                : Double.compare(left, right);
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            default -> order <= 0;
        };
    }

    /** The right-hand side, given these facts. */
    String bound(Facts facts) {
        return other == null ? String.valueOf(value) : String.valueOf(Vocabulary.value(facts, other));
    }

    /** The comparison that holds exactly when this one does not. */
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

    /** As it is written, in short; Camel names steps by it, and the JVM takes milliseconds to make a record's own. */
    @Override
    public String toString() {
        return fact + " " + operator + " " + (other == null ? value : other);
    }
}

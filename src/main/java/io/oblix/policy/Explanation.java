package io.oblix.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import io.oblix.json.Json;
import io.oblix.policy.Vocabulary.Fact;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy decided as it did, and which single fact would have led to another target. It says nothing, rather than
 * something wrong, about rules that do more than compare facts.
 */
public final class Explanation {

    private final String policy;
    private final List<Rule> rules;
    private final Facts facts;
    private final Thresholds thresholds;

    public Explanation(Policy policy, Facts facts, Thresholds thresholds) {
        this.policy = policy.name();
        this.rules = policy.rules();
        this.facts = facts;
        this.thresholds = thresholds;
    }

    /**
     * Adds the arrays {@code because} and {@code alternatives}, empty where nothing simple can be said.
     *
     * @param localOnly whether a promise keeps the request on this machine, so that no fact would send it elsewhere
     */
    public void addTo(ObjectNode json, boolean localOnly) {
        ArrayNode because = json.putArray("because");
        ArrayNode alternatives = json.putArray("alternatives");
        if (localOnly) {
            Clause mark = new Clause(new Fact("OblixRequest", "privacy"), "==", RequestFacts.LOCAL_ONLY, null);
            if (mark.holds(facts)) {
                because.add(clause(mark).put("sentence", asItIs(mark)));
                return;
            }
        }
        int decided = decided();
        if (decided < 0) {
            return;
        }
        Rule rule = rules.get(decided);
        Condition condition = rule.condition();
        if (condition != null) {
            condition.clauses().stream()
                    .filter(clause -> clause.holds(facts))
                    .forEach(clause -> because.add(clause(clause).put("sentence", asItIs(clause))));
        }
        if (localOnly && !isByItsFacts(rule)) {
            return;
        }
        for (Rule earlier : rules.subList(0, decided)) {
            addAlternatives(alternatives, rule, earlier, earlier.condition());
        }
        Rule next = next(decided);
        if (next != null) {
            addAlternatives(alternatives, rule, next, condition);
        }
    }

    /** Whether what keeps the request here is a fact that a rule asks for, so that another fact sends it elsewhere. */
    private boolean isByItsFacts(Rule decided) {
        return policy.equals(Promises.CAREFUL) && decided.verdict().target() == Side.LOCAL;
    }

    /** The index of the first rule that holds; -1 when it cannot be told. */
    private int decided() {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (!rule.explainable()) {
                return -1;
            }
            Condition condition = rule.condition();
            if (condition == null || condition.holds(facts)) {
                return i;
            }
        }
        return -1;
    }

    /** The rule that would decide if this one did not exist. */
    private @Nullable Rule next(int decided) {
        for (Rule rule : rules.subList(decided + 1, rules.size())) {
            Condition condition = rule.condition();
            if (condition == null || condition.holds(facts)) {
                return rule.explainable() ? rule : null;
            }
        }
        return null;
    }

    private void addAlternatives(ArrayNode to, Rule decided, Rule other, @Nullable Condition condition) {
        if (condition == null || other.verdict().target() == decided.verdict().target()) {
            return;
        }
        for (Clause clause : condition.turningPoints(facts)) {
            ObjectNode alternative = to.addObject();
            Verdict verdict = other.verdict();
            alternative
                    .put("target", verdict.targetWord())
                    .put("reason", verdict.reason())
                    .put("rule", other.description())
                    .setAll(clause(clause));
            alternative.put("sentence", verdict.targetWord() + ", if " + otherwise(clause));
        }
    }

    private ObjectNode clause(Clause clause) {
        ObjectNode json = Json.object().put("fact", clause.fact().toString());
        json.set("value", Json.MAPPER.valueToTree(Vocabulary.value(facts, clause.fact())));
        json.put("operator", clause.operator());
        String bound = clause.bound(facts);
        Double number = Vocabulary.number(bound);
        return number == null ? json.put("threshold", bound) : json.put("threshold", number);
    }

    private String asItIs(Clause clause) {
        String limit = clause.operator().equals("==") ? "" : ", " + limit(clause);
        String exceeded = thresholds.exceeded(clause.fact(), facts);
        return clause.fact() + " is " + shown(Vocabulary.value(facts, clause.fact())) + limit
                + (exceeded.isEmpty() ? "" : ": " + exceeded);
    }

    private String otherwise(Clause clause) {
        return clause.fact() + " were " + limit(clause) + " (it is " + shown(Vocabulary.value(facts, clause.fact()))
                + ")";
    }

    private String limit(Clause clause) {
        String words =
                switch (clause.operator()) {
                    case "==" -> "";
                    case "!=" -> "other than ";
                    case ">" -> "over ";
                    case ">=" -> "at least ";
                    case "<" -> "under ";
                    default -> "at most ";
                };
        return words + clause.bound(facts);
    }

    /** Four significant digits are enough. */
    private static String shown(Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? new BigDecimal(number)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                : value.toString();
    }
}

package io.oblix.policy.file;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.policy.Decision;
import io.oblix.policy.Policy;
import io.oblix.policy.Promises;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.Vocabulary.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The examples beside a policy, {@code NAME.examples.yaml}: situations, and what must be decided in them.
 *
 * <pre>- name: a busy machine sends the question away
 *   given: {OblixMachine.cpuPercent: 95}
 *   then: {target: cloud, reason: machine-constrained}</pre>
 */
final class PolicyExamples {

    private static final Set<String> KEYS = Set.of("name", "given", "then");
    private static final Set<String> EXPECTATIONS = Set.of("target", "reason", "fallback", "model", "rule");
    private static final Map<String, List<String>> WORDS = Map.of(
            "target", List.of("local", "cloud", "reject"),
            "fallback", List.of("local", "cloud", "none"));
    private static final int FULL_PERCENT = 100;

    /**
     * One example.
     *
     * @param then what must be decided, by the name under which {@code /v1/route} shows it
     */
    record Example(String name, int line, Map<Fact, String> given, Map<String, String> then) {

        /** What the policy decides instead, as a sentence; null when it decides as expected. */
        @Nullable String complaint(Policy policy, Situation situation) throws Exception {
            Facts facts = situation.with(given);
            Verdict verdict = policy.tryOn(facts);
            if (verdict == null) {
                return "the example '" + name + "' finds no rule that decides";
            }
            String rule = policy.rules().get(verdict.rule()).description();
            Map<String, String> decided = decided(policy, verdict, rule, facts);
            for (Map.Entry<String, String> expected : then.entrySet()) {
                if (!expected.getValue().equals(decided.get(expected.getKey()))) {
                    return "the example '" + name + "' expects " + expected.getKey() + " " + expected.getValue()
                            + ", but the policy decides for " + decided.get("target") + " (" + decided.get("reason")
                            + ") by the rule '" + rule + "'";
                }
            }
            return null;
        }

        /** With the promises, as a real request would be decided. */
        private static Map<String, String> decided(Policy policy, Verdict verdict, String rule, Facts facts) {
            if (verdict.isRejection()) {
                return Map.of("target", "reject", "reason", verdict.reason(), "rule", rule, "fallback", "none");
            }
            Decision decision = Promises.keep(policy.name(), rule, verdict, facts);
            Side fallback = decision.fallback();
            String model = decision.model();
            return Map.of(
                    "target", Verdict.word(decision.target()),
                    "reason", decision.reason(),
                    "rule", decision.rule(),
                    "fallback", fallback == null ? "none" : fallback.word(),
                    "model", model == null ? "" : model);
        }
    }

    private final PolicyYaml yaml;

    private PolicyExamples(PolicyYaml yaml) {
        this.yaml = yaml;
    }

    /** @throws PolicyRejected when it does not hold examples */
    static List<Example> parse(String file, String text) throws PolicyRejected {
        PolicyYaml yaml = new PolicyYaml(file, "an example");
        PolicyExamples reader = new PolicyExamples(yaml);
        Node document = yaml.compose(text).orElse(null);
        if (document == null) {
            return List.of();
        }
        if (!(document instanceof SequenceNode list)) {
            throw yaml.rejected("it must hold a list of examples, each with given and then", document);
        }
        List<Example> examples = new ArrayList<>();
        for (Node entry : list.getValue()) {
            examples.add(reader.example(entry, examples.size() + 1));
        }
        return examples;
    }

    private Example example(Node entry, int number) throws PolicyRejected {
        Map<String, Node> fields = yaml.fields(entry, "an example");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!KEYS.contains(field.getKey())) {
                throw yaml.rejected("an example has name, given and then, but no " + field.getKey(), field.getValue());
            }
        }
        Node then = fields.get("then");
        if (then == null) {
            throw yaml.rejected("an example needs then: what must be decided", entry);
        }
        Map<String, String> expected = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field : yaml.fields(then, "then").entrySet()) {
            if (!EXPECTATIONS.contains(field.getKey())) {
                throw yaml.rejected(
                        "then may name target, reason, fallback, model and rule, but not " + field.getKey(),
                        field.getValue());
            }
            String value = yaml.scalar(field.getValue());
            List<String> words = WORDS.get(field.getKey());
            if (words != null && !words.contains(value)) {
                throw yaml.rejected(
                        field.getKey() + " is never '" + value + "'; it is one of " + String.join(", ", words),
                        field.getValue());
            }
            expected.put(field.getKey(), value);
        }
        if (expected.isEmpty()) {
            throw yaml.rejected("then names nothing that must be decided", then);
        }
        Node name = fields.get("name");
        return new Example(
                name == null ? "number " + number : yaml.scalar(name),
                PolicyYaml.line(entry),
                given(fields.get("given")),
                expected);
    }

    private Map<Fact, String> given(@Nullable Node node) throws PolicyRejected {
        Map<Fact, String> given = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field : node == null
                ? Set.<Map.Entry<String, Node>>of()
                : yaml.fields(node, "given").entrySet()) {
            Fact fact = Fact.of(field.getKey());
            String value = yaml.scalar(field.getValue());
            String complaint = Vocabulary.complaint(fact);
            complaint = complaint == null ? Vocabulary.complaint(fact, value) : complaint;
            complaint = complaint == null ? outOfRange(fact, value) : complaint;
            if (complaint != null) {
                throw yaml.rejected(complaint, field.getValue());
            }
            given.put(fact, value);
        }
        return given;
    }

    private static @Nullable String outOfRange(Fact fact, String value) {
        Double number = Vocabulary.number(value);
        if (number == null || !Vocabulary.typeOf(fact).isPrimitive()) {
            return null;
        }
        if (!Double.isFinite(number)) {
            return fact + " is a finite number, never " + value;
        }
        return fact.name().endsWith("Percent") && number > FULL_PERCENT
                ? fact + " is at most 100, never " + value
                : null;
    }
}

package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decision;
import io.oblix.policy.Policy;
import io.oblix.policy.Promises;
import io.oblix.policy.Verdict;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.settings.YamlMistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The examples beside a policy, {@code NAME.examples.yaml}: situations, and the decision that each demands.
 *
 * <pre>- name: a busy machine sends the question away
 *   given: {OblixMachine.cpuPercent: 95}
 *   then: {target: cloud, reason: machine-constrained}</pre>
 */
final class PolicyExamples {

    private static final FileSchema SCHEMA = new FileSchema(shape());
    private static final int FULL_PERCENT = 100;

    /**
     * One example.
     *
     * @param then what must be decided, by its name in {@code /v1/route}
     */
    record Example(String name, int line, Map<Fact, String> given, Map<String, String> then) {

        /** What the policy decides instead; null when it decides as expected. */
        @Nullable String complaint(Policy policy, Situation situation) {
            Facts facts;
            Verdict verdict;
            try {
                facts = situation.with(given);
                verdict = policy.tryOn(facts);
            } catch (Exception failed) {
                return "the example '" + name + "' makes a rule fail: "
                        + YamlMistake.oneLine(String.valueOf(failed.getMessage()));
            }
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

        /** After the promises, as for a real request. */
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
    private final Vocabulary vocabulary;

    private PolicyExamples(PolicyYaml yaml, Vocabulary vocabulary) {
        this.yaml = yaml;
        this.vocabulary = vocabulary;
    }

    /** The schema without the facts, which it lists for editors: {@link Vocabulary} explains more. */
    private static JsonNode shape() {
        JsonNode schema = PolicyFiles.schema("examples");
        ((ObjectNode) schema.at("/items/properties/given")).retain("type");
        return schema;
    }

    /** @throws PolicyRejected when it does not hold examples */
    static List<Example> parse(String file, String text, Vocabulary vocabulary) throws PolicyRejected {
        PolicyYaml yaml = new PolicyYaml(file, "an example");
        PolicyExamples reader = new PolicyExamples(yaml, vocabulary);
        Node document = yaml.compose(text).orElse(null);
        if (document == null) {
            return List.of();
        }
        SCHEMA.check(yaml, document, UnaryOperator.identity());
        List<Example> examples = new ArrayList<>();
        for (Node entry : ((SequenceNode) document).getValue()) {
            examples.add(reader.example(entry, examples.size() + 1));
        }
        return examples;
    }

    private Example example(Node entry, int number) throws PolicyRejected {
        Map<String, Node> fields = yaml.fields(entry, "an example");
        Map<String, String> expected = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field :
                yaml.fields(PolicyYaml.child(entry, "then"), "then").entrySet()) {
            expected.put(field.getKey(), yaml.scalar(field.getValue()));
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
        Map<String, Node> fields = node == null ? Map.of() : yaml.fields(node, "given");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            Fact fact = Fact.of(field.getKey());
            String value = yaml.scalar(field.getValue());
            String complaint = vocabulary.complaint(fact);
            complaint = complaint == null ? vocabulary.complaint(fact, value) : complaint;
            complaint = complaint == null ? outOfRange(fact, value) : complaint;
            if (complaint != null) {
                throw yaml.rejected(complaint, field.getValue());
            }
            given.put(fact, value);
        }
        return given;
    }

    private @Nullable String outOfRange(Fact fact, String value) {
        Double number = Vocabulary.number(value);
        if (number == null || !vocabulary.typeOf(fact).isPrimitive()) {
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

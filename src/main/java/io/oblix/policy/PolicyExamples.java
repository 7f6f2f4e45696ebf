package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.policy.Vocabulary.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
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

    /**
     * One example.
     *
     * @param then what must be decided, by the name under which {@code /v1/route} shows it
     */
    record Example(String name, int line, Map<Fact, String> given, Map<String, String> then) {

        /** What the policy decides instead, as a sentence; null when it decides as expected. */
        @Nullable String complaint(Policy policy, Situation situation) throws Exception {
            Facts facts = situation.with(given);
            Verdict verdict = policy.run(facts);
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
                    "target", Explanation.word(decision.target()),
                    "reason", decision.reason(),
                    "rule", decision.rule(),
                    "fallback", fallback == null ? "none" : fallback.word(),
                    "model", model == null ? "" : model);
        }
    }

    private final String file;

    private PolicyExamples(String file) {
        this.file = file;
    }

    /** @throws PolicyRejected when it does not hold examples */
    static List<Example> parse(String file, String yaml) throws PolicyRejected {
        PolicyExamples reader = new PolicyExamples(file);
        Node document;
        try {
            document = new Compose(LoadSettings.builder().build())
                    .composeString(yaml)
                    .orElse(null);
        } catch (YamlEngineException malformed) {
            throw new PolicyRejected("it is not valid YAML: " + PolicyBuilder.oneLine(malformed), file, 0);
        }
        if (document == null) {
            return List.of();
        }
        if (!(document instanceof SequenceNode list)) {
            throw reader.rejected("it must hold a list of examples, each with given and then", document);
        }
        List<Example> examples = new ArrayList<>();
        for (Node entry : list.getValue()) {
            examples.add(reader.example(entry, examples.size() + 1));
        }
        return examples;
    }

    private Example example(Node entry, int number) throws PolicyRejected {
        Map<String, Node> fields = fields(entry, "an example");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!KEYS.contains(field.getKey())) {
                throw rejected("an example has name, given and then, but no " + field.getKey(), field.getValue());
            }
        }
        Node then = fields.get("then");
        if (then == null) {
            throw rejected("an example needs then: what must be decided", entry);
        }
        Map<String, String> expected = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field : fields(then, "then").entrySet()) {
            if (!EXPECTATIONS.contains(field.getKey())) {
                throw rejected(
                        "then may name target, reason, fallback, model and rule, but not " + field.getKey(),
                        field.getValue());
            }
            expected.put(field.getKey(), scalar(field.getValue()));
        }
        if (expected.isEmpty()) {
            throw rejected("then names nothing that must be decided", then);
        }
        Node name = fields.get("name");
        return new Example(
                name == null ? "number " + number : scalar(name), line(entry), given(fields.get("given")), expected);
    }

    private Map<Fact, String> given(@Nullable Node node) throws PolicyRejected {
        Map<Fact, String> given = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field : node == null
                ? Set.<Map.Entry<String, Node>>of()
                : fields(node, "given").entrySet()) {
            Fact fact = Fact.of(field.getKey());
            String value = scalar(field.getValue());
            String complaint = Vocabulary.complaint(fact);
            complaint = complaint == null ? Vocabulary.complaint(fact, value) : complaint;
            if (complaint != null) {
                throw rejected(complaint, field.getValue());
            }
            given.put(fact, value);
        }
        return given;
    }

    private Map<String, Node> fields(Node node, String what) throws PolicyRejected {
        if (!(node instanceof MappingNode mapping)) {
            throw rejected(what + " must be a mapping of names to values", node);
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            fields.put(scalar(tuple.getKeyNode()), tuple.getValueNode());
        }
        return fields;
    }

    private String scalar(Node node) throws PolicyRejected {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw rejected("a single value is expected here", node);
    }

    private PolicyRejected rejected(String reason, Node at) {
        return new PolicyRejected(reason, file, line(at));
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}

package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkFacts.ConnectionTarget;
import io.oblix.json.Json;
import io.oblix.policy.Thresholds;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.Vocabulary.Fact;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The facts of an example: an ordinary moment, changed by what the example gives. What follows from a figure follows
 * here too: a processor at 95 percent makes the machine CONSTRAINED, unless the example also gives its state.
 *
 * @param own samples of the operator's own facts, by header
 */
record Situation(Thresholds thresholds, Map<String, Record> own) {

    Vocabulary vocabulary() {
        return new Vocabulary(ordinary());
    }

    Facts ordinary() {
        return SampleFacts.ordinary().with(own);
    }

    /** The facts on which a policy is tried. */
    List<Facts> samples() {
        return SampleFacts.all().stream().map(sample -> sample.with(own)).toList();
    }

    /** @param given existing facts, each with a value that it can have */
    Facts with(Map<Fact, String> given) {
        Facts ordinary = ordinary();
        Facts facts = new Facts(
                        set(ordinary.request(), "OblixRequest", given),
                        set(ordinary.machine(), "OblixMachine", given),
                        set(ordinary.network(), "OblixNetwork", given),
                        set(ordinary.local(), "OblixLocal", given),
                        set(ordinary.cloud(), "OblixCloud", given))
                .by(set(ordinary.key(), "OblixKey", given))
                .with(own(given));
        Map<Fact, String> followed = new LinkedHashMap<>();
        follow(facts.request(), given, followed);
        follow(facts.machine(), given, followed);
        follow(facts.network(), given, followed);
        followed.keySet().removeAll(given.keySet());
        return withTargets(facts, followed, given);
    }

    private Facts withTargets(Facts facts, Map<Fact, String> states, Map<Fact, String> given) {
        MachineFacts machine = set(facts.machine(), "OblixMachine", states);
        NetworkFacts network = set(facts.network(), "OblixNetwork", states);
        Map<Fact, String> targets = new LinkedHashMap<>();
        if (machine.state() == MachineFacts.State.CRITICAL) {
            targets.put(new Fact("OblixMachine", "executionTarget"), ExecutionTarget.CLOUD.name());
        }
        targets.put(
                new Fact("OblixNetwork", "connectionTarget"),
                ConnectionTarget.of(network.state()).name());
        targets.keySet().removeAll(given.keySet());
        return new Facts(
                        set(facts.request(), "OblixRequest", states),
                        set(machine, "OblixMachine", targets),
                        set(network, "OblixNetwork", targets),
                        facts.local(),
                        facts.cloud())
                .by(facts.key())
                .with(facts.own());
    }

    private Map<String, Record> own(Map<Fact, String> given) {
        Map<String, Record> changed = new TreeMap<>(own);
        changed.replaceAll((header, sample) -> set(sample, header, given));
        return changed;
    }

    private static void follow(RequestFacts facts, Map<Fact, String> given, Map<Fact, String> followed) {
        if (names(given, "OblixRequest", "complexityRank")) {
            followed.put(
                    new Fact("OblixRequest", "complexityTopShare"),
                    Double.toString(RequestFacts.topShare(facts.complexityRank())));
        }
        if (names(given, "OblixRequest", "promptTokens", "maxOutputTokens")) {
            followed.put(
                    new Fact("OblixRequest", "neededTokens"),
                    Integer.toString(RequestFacts.neededTokens(facts.promptTokens(), facts.maxOutputTokens())));
        }
    }

    /** Only from figures that an example gives: the thresholds of a server must not break an example that gives none. */
    private void follow(MachineFacts facts, Map<Fact, String> given, Map<Fact, String> followed) {
        if (names(given, "OblixMachine", "cpuPercent", "memoryPercent", "gpuPercent", "loadPerCore")) {
            followed.put(
                    new Fact("OblixMachine", "state"), thresholds.state(facts).name());
        }
    }

    private void follow(NetworkFacts facts, Map<Fact, String> given, Map<Fact, String> followed) {
        if (names(given, "OblixNetwork", "latencyMillis", "packetLossPercent", "bandwidthMbps")) {
            followed.put(
                    new Fact("OblixNetwork", "state"), thresholds.state(facts).name());
        }
    }

    private static boolean names(Map<Fact, String> given, String header, String... names) {
        return Arrays.stream(names).anyMatch(name -> given.containsKey(new Fact(header, name)));
    }

    /** A copy of a record with some components replaced. */
    @SuppressWarnings("unchecked")
    private <T extends Record> T set(T record, String header, Map<Fact, String> given) {
        ObjectNode values = Json.MAPPER.valueToTree(record);
        given.forEach((fact, value) -> {
            if (fact.header().equals(header)) {
                values.set(fact.name(), read(vocabulary().typeOf(fact), value));
            }
        });
        return (T) Json.MAPPER.convertValue(values, record.getClass());
    }

    private static JsonNode read(Class<?> type, String value) {
        Double number = type.isPrimitive() ? Vocabulary.number(value) : null;
        if (number == null) {
            return TextNode.valueOf(value);
        }
        return type == double.class
                ? DoubleNode.valueOf(number)
                : type == int.class ? IntNode.valueOf(number.intValue()) : LongNode.valueOf(number.longValue());
    }
}

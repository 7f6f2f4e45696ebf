package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkFacts.ConnectionTarget;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.policy.file.SampleFacts;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Facts made up for an example: an ordinary moment, but for what is given. What follows from a figure follows here too:
 * a processor at 95 percent makes the machine CONSTRAINED, unless its state is given as well.
 *
 * @param machine the thresholds of this server
 * @param network the thresholds of this server
 */
public record Situation(MachineSettings machine, NetworkSettings network) {

    /** A short question, an idle machine, a good line, both models up; the local one sees no pictures. */
    static final Facts ORDINARY = SampleFacts.ordinary();

    /** @param given facts by name, each with a value that it can have */
    public Facts with(Map<Fact, String> given) {
        Facts facts = new Facts(
                set(ORDINARY.request(), "OblixRequest", given),
                set(ORDINARY.machine(), "OblixMachine", given),
                set(ORDINARY.network(), "OblixNetwork", given),
                set(ORDINARY.local(), "OblixLocal", given),
                set(ORDINARY.cloud(), "OblixCloud", given));
        Map<Fact, String> followed = new LinkedHashMap<>();
        follow(facts.request(), given, followed);
        follow(facts.machine(), given, followed);
        follow(facts.network(), given, followed);
        followed.keySet().removeAll(given.keySet());
        return withTargets(facts, followed, given);
    }

    private static Facts withTargets(Facts facts, Map<Fact, String> states, Map<Fact, String> given) {
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
                facts.cloud());
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
                    new Fact("OblixMachine", "state"),
                    MachineFacts.State.of(
                                    machine,
                                    facts.cpuPercent(),
                                    facts.memoryPercent(),
                                    facts.gpuPercent(),
                                    facts.loadPerCore())
                            .name());
        }
    }

    private void follow(NetworkFacts facts, Map<Fact, String> given, Map<Fact, String> followed) {
        if (names(given, "OblixNetwork", "latencyMillis", "packetLossPercent", "bandwidthMbps")) {
            NetworkFacts.State state = facts.packetLossPercent() >= 100
                    ? NetworkFacts.State.DISCONNECTED
                    : NetworkFacts.State.whenConnected(
                            network, facts.latencyMillis(), facts.packetLossPercent(), facts.bandwidthMbps());
            followed.put(new Fact("OblixNetwork", "state"), state.name());
        }
    }

    private static boolean names(Map<Fact, String> given, String header, String... names) {
        return Arrays.stream(names).anyMatch(name -> given.containsKey(new Fact(header, name)));
    }

    /** A copy of a record with some components replaced. */
    private static <T extends Record> T set(T record, String header, Map<Fact, String> given) {
        List<RecordComponent> components = Vocabulary.components(header);
        Class<?>[] types = new Class<?>[components.size()];
        Object[] values = new Object[components.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                RecordComponent component = components.get(i);
                String value = given.get(new Fact(header, component.getName()));
                types[i] = component.getType();
                values[i] = value == null ? component.getAccessor().invoke(record) : read(types[i], value);
            }
            @SuppressWarnings("unchecked")
            Constructor<T> constructor = (Constructor<T>) record.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(header, impossible);
        }
    }

    private static Object read(Class<?> type, String value) {
        if (type == boolean.class) {
            return Boolean.valueOf(value);
        }
        if (type == int.class) {
            return (int) Double.parseDouble(value);
        }
        if (type == long.class) {
            return (long) Double.parseDouble(value);
        }
        if (type == double.class) {
            return Double.valueOf(value);
        }
        for (Object constant : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
            if (constant.toString().equals(value)) {
                return constant;
            }
        }
        return value;
    }

    /** The figures that made a state what it is, each with its threshold; empty for any other fact. */
    String passed(Fact fact, Facts facts) {
        if (!fact.name().equals("state")) {
            return "";
        }
        return String.join(
                ", ", fact.header().equals("OblixMachine") ? passed(facts.machine()) : passed(facts.network()));
    }

    private List<String> passed(MachineFacts facts) {
        List<String> passed = new ArrayList<>();
        over(passed, "cpuPercent", facts.cpuPercent(), machine.cpuPercent());
        over(passed, "memoryPercent", facts.memoryPercent(), machine.memoryPercent());
        over(passed, "gpuPercent", facts.gpuPercent(), machine.gpuPercent());
        over(passed, "loadPerCore", facts.loadPerCore(), machine.loadPerCore());
        return passed;
    }

    private List<String> passed(NetworkFacts facts) {
        List<String> passed = new ArrayList<>();
        over(passed, "latencyMillis", facts.latencyMillis(), network.latency().toNanos() / 1e6);
        over(passed, "packetLossPercent", facts.packetLossPercent(), network.packetLossPercent());
        if (facts.bandwidthMbps() >= 0 && facts.bandwidthMbps() < network.bandwidthMbps()) {
            passed.add(String.format(
                    Locale.ROOT, "bandwidthMbps %.1f is under %.1f", facts.bandwidthMbps(), network.bandwidthMbps()));
        }
        return passed;
    }

    private static void over(List<String> passed, String name, double value, double threshold) {
        if (value > threshold) {
            passed.add(String.format(Locale.ROOT, "%s %.1f is over %.1f", name, value, threshold));
        }
    }
}

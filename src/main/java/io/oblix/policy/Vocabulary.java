package io.oblix.policy;

import io.oblix.facts.CloudFacts;
import io.oblix.facts.Facts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The facts that a policy may name, such as {@code OblixMachine.cpuPercent}: their types and their values. */
public final class Vocabulary {

    private static final Map<String, Class<? extends Record>> HEADERS = Map.of(
            "OblixRequest", RequestFacts.class,
            "OblixMachine", MachineFacts.class,
            "OblixNetwork", NetworkFacts.class,
            "OblixLocal", LocalFacts.class,
            "OblixCloud", CloudFacts.class);

    private static final Map<Fact, RecordComponent> FACTS = HEADERS.keySet().stream()
            .flatMap(header -> components(header).stream()
                    .map(component -> Map.entry(new Fact(header, component.getName()), component)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final String PRIVACY = "privacy";

    private Vocabulary() {}

    /**
     * A component of a record of facts.
     *
     * @param header {@code OblixMachine}
     * @param name {@code cpuPercent}
     */
    public record Fact(String header, String name) {

        /** @param fact {@code OblixMachine.cpuPercent}; without a dot the name is empty */
        public static Fact of(String fact) {
            int dot = fact.indexOf('.');
            return dot < 0 ? new Fact(fact, "") : new Fact(fact.substring(0, dot), fact.substring(dot + 1));
        }

        @Override
        public String toString() {
            return header + "." + name;
        }
    }

    private static List<RecordComponent> components(String header) {
        Class<? extends Record> record = HEADERS.get(header);
        return record == null ? List.of() : Arrays.asList(record.getRecordComponents());
    }

    /** What is wrong with the name of a fact; null when the fact exists. */
    public static @Nullable String complaint(Fact fact) {
        if (!HEADERS.containsKey(fact.header())) {
            return "there is no header " + fact.header() + "; there are "
                    + String.join(", ", new TreeSet<>(HEADERS.keySet()));
        }
        if (!FACTS.containsKey(fact)) {
            return fact.header() + " has no " + fact.name() + "; it has "
                    + components(fact.header()).stream()
                            .map(RecordComponent::getName)
                            .collect(Collectors.joining(", "));
        }
        return null;
    }

    /** What is wrong with a value that a fact is compared with or set to; null when the fact can have it. */
    public static @Nullable String complaint(Fact fact, String value) {
        if (!FACTS.containsKey(fact)) {
            return complaint(fact);
        }
        Class<?> type = typeOf(fact);
        if (type == boolean.class) {
            return value.equals("true") || value.equals("false")
                    ? null
                    : fact + " is true or false, never '" + value + "'";
        }
        if (type.isPrimitive()) {
            return number(value) != null ? null : fact + " is a number, never '" + value + "'";
        }
        List<String> words = type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(Object::toString).toList()
                : fact.name().equals(PRIVACY) ? List.of(RequestFacts.ANY, RequestFacts.LOCAL_ONLY) : List.of();
        return words.isEmpty() || words.contains(value)
                ? null
                : fact + " is never '" + value + "'; it is one of " + String.join(", ", words);
    }

    /** The type of an existing fact. */
    public static Class<?> typeOf(Fact fact) {
        return component(fact).getType();
    }

    private static RecordComponent component(Fact fact) {
        return Objects.requireNonNull(FACTS.get(fact));
    }

    /** The value of an existing fact. */
    static Object value(Facts facts, Fact fact) {
        Record record =
                switch (fact.header()) {
                    case "OblixRequest" -> facts.request();
                    case "OblixMachine" -> facts.machine();
                    case "OblixNetwork" -> facts.network();
                    case "OblixLocal" -> facts.local();
                    default -> facts.cloud();
                };
        try {
            return component(fact).getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(fact.toString(), impossible);
        }
    }

    /** Null when the text is not a number. */
    public static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }
}

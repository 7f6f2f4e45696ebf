package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The facts that a policy may name, such as {@code OblixMachine.cpuPercent}: their types and their values. */
public final class Vocabulary {

    /** The values of facts that are texts and have only these. */
    private static final Map<Fact, List<String>> WORDS = Map.of(
            new Fact("OblixRequest", "privacy"), List.of(RequestFacts.ANY, RequestFacts.LOCAL_ONLY),
            new Fact("OblixKey", "privacy"), List.of(RequestFacts.ANY, RequestFacts.LOCAL_ONLY),
            new Fact("OblixKey", "whenSpent"), List.of("local", "refuse"),
            new Fact("OblixRequest", "dialect"),
                    List.of("chat", "responses", "messages", "completions", "embeddings", "ollama"));

    private static final ClassValue<Map<String, RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected Map<String, RecordComponent> computeValue(Class<?> record) {
            Map<String, RecordComponent> components = new LinkedHashMap<>();
            for (RecordComponent component : record.getRecordComponents()) {
                components.put(component.getName(), component);
            }
            return components;
        }
    };

    private static final ClassValue<Map<String, MethodHandle>> VALUES = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> record) {
            Map<String, MethodHandle> values = new HashMap<>();
            COMPONENTS.get(record).forEach((name, component) -> values.put(name, reader(component, VALUE)));
            return values;
        }
    };

    /** Reads each component that is a number without an object for it: most of what a decision reads are numbers. */
    private static final ClassValue<Map<String, MethodHandle>> NUMBERS = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> record) {
            Map<String, MethodHandle> numbers = new HashMap<>();
            COMPONENTS.get(record).forEach((name, component) -> {
                if (component.getType().isPrimitive() && component.getType() != boolean.class) {
                    numbers.put(name, reader(component, NUMBER));
                }
            });
            return numbers;
        }
    };

    private static final MethodType NUMBER = MethodType.methodType(double.class, Record.class);
    private static final MethodType VALUE = MethodType.methodType(Object.class, Record.class);

    private final Map<String, Class<?>> headers = new TreeMap<>();

    /** @param sample any facts, with those of the operator's own */
    public Vocabulary(Facts sample) {
        sample.asHeaders().forEach((header, record) -> headers.put(header, record.getClass()));
    }

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

    /** What is wrong with the name of a fact; null when the fact exists. */
    public @Nullable String complaint(Fact fact) {
        Class<?> record = headers.get(fact.header());
        if (record == null) {
            return "there is no header " + fact.header() + "; there are " + String.join(", ", headers.keySet());
        }
        Map<String, RecordComponent> components = COMPONENTS.get(record);
        return components.containsKey(fact.name())
                ? null
                : fact.header() + " has no " + fact.name() + "; it has " + String.join(", ", components.keySet());
    }

    /** What is wrong with a value that a fact is compared with or set to; null when the fact can have it. */
    public @Nullable String complaint(Fact fact, String value) {
        String unknown = complaint(fact);
        if (unknown != null) {
            return unknown;
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
                : WORDS.getOrDefault(fact, List.of());
        return words.isEmpty() || words.contains(value)
                ? null
                : fact + " is never '" + value + "'; it is one of " + String.join(", ", words);
    }

    /** The type of an existing fact. */
    public Class<?> typeOf(Fact fact) {
        return component(Objects.requireNonNull(headers.get(fact.header())), fact)
                .getType();
    }

    private static RecordComponent component(Class<?> record, Fact fact) {
        return Objects.requireNonNull(COMPONENTS.get(record).get(fact.name()));
    }

    /** The value of an existing fact. */
    public static Object value(Facts facts, Fact fact) {
        Record record = facts.under(fact.header());
        MethodHandle reader =
                Objects.requireNonNull(VALUES.get(record.getClass()).get(fact.name()));
        try {
            return (Object) reader.invokeExact(record);
        } catch (Throwable impossible) {
            throw new IllegalStateException(fact.toString(), impossible);
        }
    }

    /** The value of an existing fact; {@link Double#NaN} when it is no number. */
    static double number(Facts facts, Fact fact) {
        Record record = facts.under(fact.header());
        MethodHandle reader = NUMBERS.get(record.getClass()).get(fact.name());
        try {
            return reader == null ? Double.NaN : (double) reader.invokeExact(record);
        } catch (Throwable impossible) {
            throw new IllegalStateException(fact.toString(), impossible);
        }
    }

    private static MethodHandle reader(RecordComponent component, MethodType as) {
        try {
            return MethodHandles.publicLookup()
                    .unreflect(component.getAccessor())
                    .asType(as);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(component.toString(), impossible);
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

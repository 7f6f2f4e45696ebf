package io.oblix.facts;

import io.oblix.settings.StartFailure;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The operator's sources of facts, by the header of each. */
public final class FactSources {

    private static final Pattern HEADER = Pattern.compile("Oblix[A-Z]\\w*");
    private static final Set<String> TAKEN = Set.of(
            "OblixRequest",
            "OblixMachine",
            "OblixNetwork",
            "OblixLocal",
            "OblixCloud",
            "OblixRequestId",
            "OblixDialect",
            "OblixKey",
            "OblixDecision");
    private static final Set<Class<?>> TYPES = Set.of(boolean.class, int.class, long.class, double.class, String.class);

    private final Map<String, Source> sources = new TreeMap<>();
    private final BiConsumer<String, Throwable> failures;

    private record Source(String bean, FactSource source, Record sample) {}

    /**
     * @param beans by name
     * @param failures receives the name of a bean that gave no facts for a request, and why
     * @throws StartFailure when a bean's header or record cannot be used
     */
    public FactSources(Map<String, FactSource> beans, BiConsumer<String, Throwable> failures) throws StartFailure {
        this.failures = failures;
        for (Map.Entry<String, FactSource> bean : beans.entrySet()) {
            try {
                add(bean.getKey(), bean.getValue());
            } catch (Exception | LinkageError unusable) {
                throw new StartFailure(
                        StartFailure.WRONG_SETTINGS,
                        "the fact source " + bean.getKey() + " cannot be used: "
                                + Objects.requireNonNullElse(unusable.getMessage(), unusable.toString()));
            }
        }
    }

    private void add(String bean, FactSource source) {
        String header = source.header();
        check(HEADER.matcher(header).matches(), "its header " + header + " is not of the form OblixSomething");
        check(!TAKEN.contains(header) && !sources.containsKey(header), "the header " + header + " is taken");
        Record sample = source.sample();
        check(
                Modifier.isPublic(sample.getClass().getModifiers()),
                sample.getClass().getName() + " is not public");
        for (RecordComponent component : sample.getClass().getRecordComponents()) {
            check(
                    TYPES.contains(component.getType()) || component.getType().isEnum(),
                    component.getName() + " is no boolean, int, long, double, String or enum");
        }
        sources.put(header, new Source(bean, source, checked(sample, sample)));
    }

    private static void check(boolean fine, String complaint) {
        if (!fine) {
            throw new IllegalArgumentException(complaint);
        }
    }

    private static Record checked(Record facts, Record sample) {
        check(
                sample.getClass().isInstance(facts),
                "the facts are no " + sample.getClass().getName());
        for (RecordComponent component : facts.getClass().getRecordComponents()) {
            try {
                check(component.getAccessor().invoke(facts) != null, component.getName() + " is null");
            } catch (ReflectiveOperationException failed) {
                throw new IllegalArgumentException(component.getName() + " cannot be read", failed);
            }
        }
        return facts;
    }

    /** The sample of each source, by header. */
    public Map<String, Record> samples() {
        return records(Source::sample);
    }

    /** What the sources say of a request, by header. */
    public Map<String, Record> facts(RequestFacts request) {
        return sources.isEmpty() ? Map.of() : records(source -> now(source, request));
    }

    private Map<String, Record> records(Function<Source, Record> read) {
        Map<String, Record> records = new TreeMap<>();
        sources.forEach((header, source) -> records.put(header, read.apply(source)));
        return records;
    }

    private Record now(Source source, RequestFacts request) {
        try {
            return checked(source.source().facts(request), source.sample());
        } catch (Exception | LinkageError failed) {
            failures.accept(source.bean(), failed);
            return source.sample();
        }
    }
}

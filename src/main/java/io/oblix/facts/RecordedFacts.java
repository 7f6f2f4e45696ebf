package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/**
 * Facts as they are kept, to decide on them once more later: figures, states and known words. What a client or an operator
 * writes freely is left out, or cut.
 */
public final class RecordedFacts {

    /** The names of models and keys; all other words are shorter. */
    private static final int MAX_TEXT = 100;

    /** Beyond it an operator's own facts are left out; ours are a quarter of it. */
    static final int MAX_CHARACTERS = 8_000;

    /** Four digits after the point: more changes no decision, and takes room in each row. */
    private static final double PRECISION = 1e4;

    /** A price is worth more digits. */
    private static final double COST_PRECISION = 1e7;

    private RecordedFacts() {}

    /** An object of at most 8,000 characters, a field for each header. */
    public static ObjectNode of(Facts facts) {
        ObjectNode json = Json.object();
        facts.asHeaders().forEach((header, value) -> {
            if (!facts.own().containsKey(header)) {
                json.set(header, figures((Record) value, /* words= */ true));
            }
        });
        if (facts.own().isEmpty()) {
            return json;
        }
        ObjectNode all = json.deepCopy();
        facts.own().forEach((header, value) -> all.set(header, figures(value, /* words= */ false)));
        return all.toString().length() <= MAX_CHARACTERS ? all : json;
    }

    private static ObjectNode figures(Record facts, boolean words) {
        ObjectNode tree = Json.MAPPER.valueToTree(facts);
        ObjectNode kept = Json.object();
        for (RecordComponent component : facts.getClass().getRecordComponents()) {
            String name = component.getName();
            JsonNode value = tree.path(name);
            Class<?> type = component.getType();
            if (type == double.class) {
                kept.put(name, rounded(value.doubleValue(), name.endsWith("Usd") ? COST_PRECISION : PRECISION));
            } else if (type.isPrimitive() || type.isEnum()) {
                kept.set(name, value);
            } else if (words && value.isTextual()) {
                String text = value.textValue();
                kept.put(name, text.substring(0, Math.min(MAX_TEXT, text.length())));
            }
        }
        return kept;
    }

    private static double rounded(double value, double precision) {
        return Double.isFinite(value) && Math.abs(value) < 1e9 ? Math.rint(value * precision) / precision : value;
    }

    /**
     * The facts that were kept. What was not kept, and what has become a fact since, is as in the ordinary ones; what no
     * longer is a fact is left out.
     *
     * @throws IllegalArgumentException when a fact has a value that it cannot have any more
     */
    public static Facts read(JsonNode kept, Facts ordinary) {
        Facts facts = new Facts(
                merged(kept, "OblixRequest", ordinary.request()),
                merged(kept, "OblixMachine", ordinary.machine()),
                merged(kept, "OblixNetwork", ordinary.network()),
                merged(kept, "OblixLocal", ordinary.local()),
                merged(kept, "OblixCloud", ordinary.cloud()));
        Map<String, Record> own = new TreeMap<>(ordinary.own());
        own.replaceAll((header, sample) -> merged(kept, header, sample));
        return facts.by(merged(kept, "OblixKey", ordinary.key())).with(own);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> T merged(JsonNode kept, String header, T ordinary) {
        JsonNode values = kept.path(header);
        ObjectNode merged = Json.MAPPER.valueToTree(ordinary);
        for (RecordComponent component : ordinary.getClass().getRecordComponents()) {
            JsonNode value = values.get(component.getName());
            if (value != null && value.isValueNode() && !value.isNull()) {
                merged.set(component.getName(), value);
            }
        }
        return (T) Json.MAPPER.convertValue(merged, ordinary.getClass());
    }
}

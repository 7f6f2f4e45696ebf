package io.oblix.facts;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts as they are kept, to decide on them once more later: figures, states and known words. What a client or an operator
 * writes freely is left out, or cut.
 */
public final class RecordedFacts {

    /** Beyond it an operator's own facts are left out; ours are a quarter of it. */
    static final int MAX_CHARACTERS = 8_000;

    /** Of ours, so that the text seldom grows. */
    private static final int USUAL_CHARACTERS = 2_048;

    private RecordedFacts() {}

    /**
     * A JSON object of at most 8,000 characters, a field for each header.
     *
     * @throws IllegalArgumentException when a fact cannot be read
     */
    public static String of(Facts facts) {
        String ours = json(facts, null, Map.of());
        if (facts.own().isEmpty()) {
            return ours;
        }
        String all = json(facts, null, facts.own());
        return all.length() <= MAX_CHARACTERS ? all : ours;
    }

    /** Whether others can be {@linkplain #differing told apart} from these: they have none of an operator's own. */
    public static boolean canBeRepeated(Facts facts) {
        return facts.own().isEmpty();
    }

    /**
     * What these have that others have not, as JSON. Of requests at about the same time it is a small part.
     *
     * @param facts {@link #canBeRepeated}
     * @param others likewise
     */
    public static String differing(Facts facts, Facts others) {
        return json(facts, others, Map.of());
    }

    /**
     * All facts.
     *
     * @param differing as JSON, from the others
     * @param others as JSON; they stay as they are, and what is no object stands for all
     */
    public static JsonNode whole(JsonNode differing, JsonNode others) {
        if (!(others instanceof ObjectNode known)) {
            return others;
        }
        ObjectNode whole = known.deepCopy();
        differing.properties().forEach(header -> {
            if (header.getValue() instanceof ObjectNode values) {
                whole.withObject(header.getKey()).setAll(values);
            }
        });
        return whole;
    }

    private static String json(Facts facts, @Nullable Facts others, Map<String, Record> own) {
        StringWriter text = new StringWriter(others == null ? USUAL_CHARACTERS : USUAL_CHARACTERS / 8);
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (String header : Facts.HEADERS) {
                Record figures = facts.under(header);
                Record repeated = others == null ? null : others.under(header);
                if (!figures.equals(repeated)) {
                    json.writeFieldName(header);
                    Figures.write(figures, repeated, /* words= */ true, json);
                }
            }
            for (Map.Entry<String, Record> entry : own.entrySet()) {
                json.writeFieldName(entry.getKey());
                Figures.write(entry.getValue(), /* others= */ null, /* words= */ false, json);
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
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

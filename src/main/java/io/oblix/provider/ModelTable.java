package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of models before anybody is asked: the resource {@code models.json}. A provider
 * whose translation must know more of its models has a list of its own.
 */
public final class ModelTable {

    /**
     * @param prefix of the models' names; the first that fits counts
     * @param contextTokens how long a prompt and its answer may be together
     * @param maxOutputTokens how long an answer may be; 0 where nobody knows
     * @param recommended whether the command {@code models} lists it
     */
    public record Entry(String provider, String prefix, int contextTokens, int maxOutputTokens, boolean recommended) {}

    private static final List<Entry> ENTRIES = load();

    private ModelTable() {}

    /** Names of a provider's models that work well. */
    static List<String> recommended(String provider) {
        return ENTRIES.stream()
                .filter(entry -> entry.provider().equals(provider) && entry.recommended())
                .map(Entry::prefix)
                .toList();
    }

    /** What fits best; the provider's last entry, whose prefix is empty, fits any model. */
    public static Entry of(String provider, String model) {
        for (Entry entry : ENTRIES) {
            if (entry.provider().equals(provider) && model.startsWith(entry.prefix())) {
                return entry;
            }
        }
        return new Entry(provider, "", 128_000, 0, false);
    }

    private static List<Entry> load() {
        try (InputStream in = ModelTable.class.getResourceAsStream("models.json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks models.json");
            }
            List<Entry> entries = new ArrayList<>();
            for (JsonNode entry : Json.MAPPER.readTree(in)) {
                entries.add(Json.MAPPER.treeToValue(entry, Entry.class));
            }
            return List.copyOf(entries);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.List;

/** What is known of OpenAI's models before asking: the resource {@code openai-models.json}. */
final class OpenAiModels {

    /**
     * @param prefix of the models' names
     * @param contextTokens the longest prompt and answer together
     * @param maxOutputTokens the longest answer; 0 where it is not known
     * @param recommended whether the command {@code models} lists it
     */
    record Entry(String prefix, int contextTokens, int maxOutputTokens, boolean recommended) {

        private static Entry of(JsonNode row) {
            return new Entry(
                    row.required("prefix").textValue(),
                    row.required("contextTokens").intValue(),
                    row.required("maxOutputTokens").intValue(),
                    row.required("recommended").booleanValue());
        }
    }

    private static final List<Entry> ENTRIES =
            Json.rows(Json.resource(OpenAiModels.class, "openai-models.json"), Entry::of);

    private OpenAiModels() {}

    /** Names of models that work well. */
    static List<String> recommended() {
        return ENTRIES.stream().filter(Entry::recommended).map(Entry::prefix).toList();
    }

    /** The first whose prefix fits; the last entry, whose prefix is empty, fits any model. */
    static Entry of(String model) {
        for (Entry entry : ENTRIES) {
            if (model.startsWith(entry.prefix())) {
                return entry;
            }
        }
        throw new IllegalStateException("openai-models.json has no last entry that fits any model");
    }
}

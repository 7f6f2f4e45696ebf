package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each of Anthropic's models accepts: the resource {@code claude-models.json}, updated from the provider's list of
 * models once that has been fetched. The last row of the file fits any model: an unknown one is taken for newer than
 * the rest, and is sent nothing that a new model rejects.
 */
final class ClaudeModels {

    private static final List<ClaudeModel> FILE =
            Json.rows(Json.resource(ClaudeModels.class, "claude-models.json"), ClaudeModel::of);

    /** By the name in the provider's list, which includes a date. */
    private volatile Map<String, ClaudeModel> listed = Map.of();

    /** @param list the provider's response to {@code GET /v1/models} */
    void refresh(ObjectNode list) {
        Map<String, ClaudeModel> models = new HashMap<>();
        for (JsonNode model : list.path("data")) {
            String id = Json.text(model, "id");
            if (id != null) {
                models.put(id, inFile(id).refreshed(model));
            }
        }
        listed = Map.copyOf(models);
    }

    /** Finds a model by its name with or without the date. */
    ClaudeModel of(String name) {
        Map<String, ClaudeModel> known = listed;
        ClaudeModel model = known.get(name);
        if (model != null) {
            return model;
        }
        for (ClaudeModel dated : known.values()) {
            if (fits(name, dated.name())) {
                return dated;
            }
        }
        return inFile(name);
    }

    static List<String> recommended() {
        return FILE.stream()
                .filter(ClaudeModel::recommended)
                .map(model -> model.name().replace("*", ""))
                .toList();
    }

    private static ClaudeModel inFile(String name) {
        for (ClaudeModel model : FILE) {
            if (fits(model.name(), name)) {
                return model;
            }
        }
        return FILE.get(FILE.size() - 1);
    }

    /**
     * Whether a name is this model's, perhaps followed by a date or an alias. A short number after it is the minor
     * version of another model: {@code claude-opus-5-5} is not a {@code claude-opus-5}.
     */
    static boolean fits(String model, String name) {
        if (model.endsWith("*")) {
            return name.regionMatches(0, model, 0, model.length() - 1);
        }
        if (!name.startsWith(model)) {
            return false;
        }
        int end = model.length();
        int digits = 0;
        while (end + 1 + digits < name.length() && Character.isDigit(name.charAt(end + 1 + digits))) {
            digits++;
        }
        boolean cutsWord = end < name.length() && Character.isLetterOrDigit(name.charAt(end));
        boolean minorVersion = digits > 0 && digits <= 2;
        return !cutsWord && !minorVersion;
    }
}

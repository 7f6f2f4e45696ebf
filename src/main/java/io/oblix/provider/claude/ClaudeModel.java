package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What one of Anthropic's models accepts. The API answers 400 to anything else, so it must be known in advance. Sources:
 * Anthropic's pages on extended thinking, effort and model migration, and recorded responses.
 *
 * @param name of the model; a {@code *} at its end stands for any ending
 * @param thinking the types of {@code thinking} that it accepts
 * @param thinksUnasked whether it thinks if {@code thinking} is absent
 * @param effortLevels the values of {@code output_config.effort} that it accepts; empty if it rejects the field
 * @param forcedTools whether {@code tool_choice} may be {@code any} or {@code tool}
 * @param prefill whether the conversation may end with an assistant turn
 * @param sampling whether it accepts {@code temperature}, {@code top_p} and {@code top_k} in the old version of the API
 * @param systemTurns whether instructions may stand between the turns of the conversation
 * @param contextTokens the longest prompt and answer together
 * @param maxOutputTokens the longest answer, with its thinking; 0 if unknown
 * @param recommended whether the command {@code models} lists it
 */
record ClaudeModel(
        String name,
        List<String> thinking,
        boolean thinksUnasked,
        List<String> effortLevels,
        boolean forcedTools,
        boolean prefill,
        boolean sampling,
        boolean systemTurns,
        int contextTokens,
        int maxOutputTokens,
        boolean recommended) {

    /** All levels of effort, the lowest first. */
    static final List<String> EFFORT_LEVELS = List.of("low", "medium", "high", "xhigh", "max");

    private static final List<String> THINKING_TYPES = List.of("adaptive", "enabled", "disabled", "between_tools");

    /** The row of {@code claude-models.json}. */
    static ClaudeModel of(JsonNode row) {
        return new ClaudeModel(
                row.required("name").textValue(),
                words(row.required("thinking")),
                row.required("thinksUnasked").booleanValue(),
                words(row.required("effortLevels")),
                row.required("forcedTools").booleanValue(),
                row.required("prefill").booleanValue(),
                row.required("sampling").booleanValue(),
                row.required("systemTurns").booleanValue(),
                row.required("contextTokens").intValue(),
                row.required("maxOutputTokens").intValue(),
                row.required("recommended").booleanValue());
    }

    private static List<String> words(JsonNode array) {
        return Json.rows(array, JsonNode::textValue);
    }

    /** The model updated from Anthropic's list of models; where the list says nothing, the old value stays. */
    ClaudeModel refreshed(JsonNode listed) {
        JsonNode capabilities = listed.path("capabilities");
        return new ClaudeModel(
                listed.path("id").asText(),
                supported(capabilities.path("thinking").path("types"), THINKING_TYPES, thinking),
                thinksUnasked,
                supported(capabilities.path("effort"), EFFORT_LEVELS, effortLevels),
                forcedTools,
                prefill,
                sampling,
                systemTurns,
                positive(listed.path("max_input_tokens"), contextTokens),
                positive(listed.path("max_tokens"), maxOutputTokens),
                recommended);
    }

    /** Each capability is an object with {@code supported}. */
    private static List<String> supported(JsonNode capabilities, List<String> names, List<String> known) {
        if (!capabilities.isObject()) {
            return known;
        }
        List<String> found = new ArrayList<>();
        for (String name : names) {
            if (capabilities.path(name).path("supported").asBoolean(false)) {
                found.add(name);
            }
        }
        return List.copyOf(found);
    }

    private static int positive(JsonNode tokens, int known) {
        return tokens.canConvertToInt() && tokens.intValue() > 0 ? tokens.intValue() : known;
    }
}

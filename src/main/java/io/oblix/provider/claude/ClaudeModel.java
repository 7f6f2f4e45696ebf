package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one of Anthropic's models takes; what it does not take it answers with a 400, so that it must be known before.
 * Sources: Anthropic's pages on thinking, effort and migration, and recorded answers.
 *
 * @param name of the model; with a {@code *} at its end, of all that begin like it
 * @param thinking the types of {@code thinking} that it takes
 * @param thinksUnasked whether it thinks when {@code thinking} is absent
 * @param effortLevels what {@code output_config.effort} may be; empty where the field is refused
 * @param forcedTools whether {@code tool_choice} may be {@code any} or {@code tool}
 * @param prefill whether the conversation may end with an assistant turn
 * @param sampling whether it takes {@code temperature}, {@code top_p} and {@code top_k}, by the old version of the API
 * @param systemTurns whether instructions may stand between the turns of the conversation
 * @param contextTokens how long a prompt and its answer may be together
 * @param maxOutputTokens how long an answer may be, its thinking included; 0 where nobody knows
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

    /** All levels of effort there are, the least first. */
    static final List<String> EFFORT_LEVELS = List.of("low", "medium", "high", "xhigh", "max");

    private static final List<String> THINKING_TYPES = List.of("adaptive", "enabled", "disabled", "between_tools");

    /** The same model after Anthropic's own list of models; where that says nothing, what was known stays. */
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

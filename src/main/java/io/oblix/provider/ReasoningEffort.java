package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * How hard the model should think: {@code reasoning_effort}, or {@code reasoning.effort} as in the Responses API
 * (https://platform.openai.com/docs/guides/reasoning).
 *
 * @param field the field it came from
 * @param level {@code none}, {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}
 * @param exact false if the client asked for a level that only some models have: {@code minimal}, {@code ultra}
 */
public record ReasoningEffort(String field, String level, boolean exact) {

    private static final String FIELD = "reasoning_effort";
    private static final String OF_RESPONSES = "reasoning";

    /** Null if the client leaves it to the model. */
    public static @Nullable ReasoningEffort read(ObjectNode source, IgnoredParams ignored) {
        JsonNode reasoning = source.path(OF_RESPONSES);
        JsonType.demand(!source.hasNonNull(OF_RESPONSES) || reasoning.isObject(), OF_RESPONSES, "an object", reasoning);
        boolean own = source.hasNonNull(FIELD);
        boolean nested = reasoning.hasNonNull("effort");
        if (!reasoning.isEmpty() && (own || !nested)) {
            ignored.add(OF_RESPONSES);
        }
        if (own) {
            return of(FIELD, FIELD, source.path(FIELD));
        }
        return nested ? of(OF_RESPONSES, OF_RESPONSES + ".effort", reasoning.path("effort")) : null;
    }

    private static ReasoningEffort of(String field, String param, JsonNode effort) {
        String asked = effort.isTextual() ? effort.textValue() : "";
        return switch (asked) {
            case "none", "low", "medium", "high", "xhigh", "max" -> new ReasoningEffort(field, asked, true);
            case "minimal" -> new ReasoningEffort(field, "low", false);
            case "ultra" -> new ReasoningEffort(field, "max", false);
            default ->
                throw RequestProblem.invalid(
                        param,
                        "invalid_value",
                        "Invalid value for '" + param
                                + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and"
                                + " 'max'.");
        };
    }
}

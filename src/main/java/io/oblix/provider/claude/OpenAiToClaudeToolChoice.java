package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tools may or must be called. Some models reject a forced call; for them a sentence in the system prompt asks for
 * it, which they nearly always follow, and the field is listed.
 */
final class OpenAiToClaudeToolChoice {

    private OpenAiToClaudeToolChoice() {}

    /** @param tools the tools offered, with the client's names; those that the choice does not allow are removed */
    static @Nullable ObjectNode translate(ClaudeDraft draft, List<ObjectNode> tools) {
        ToolChoice asked = ToolChoice.read(
                draft.source(),
                tools.stream().map(tool -> tool.path("name").asText()).toList());
        if (asked.allowed() != null) {
            tools.removeIf(tool -> !asked.allows(tool.path("name").asText()));
        }
        if (asked.isForced() && !draft.model().forcedTools()) {
            if (draft.settings().refuseForcedTools()) {
                throw RequestProblem.unsupported(
                        asked.field(),
                        "This model cannot be forced to call a tool: '" + asked.field()
                                + "' must be 'auto' or 'none'.");
            }
            draft.ignore(asked.field());
            draft.instruct(
                    asked.name() == null
                            ? "You must call at least one of the tools in your answer."
                            : "You must call the tool `" + ToolCallIds.toolName(asked.name()) + "` in your answer.");
            return parallel(draft, Json.object().put("type", "auto"), tools);
        }
        return parallel(draft, choice(asked), tools);
    }

    private static @Nullable ObjectNode choice(ToolChoice asked) {
        return switch (asked.mode()) {
            case UNSAID -> null;
            case NONE -> Json.object().put("type", "none");
            case AUTO -> Json.object().put("type", "auto");
            case REQUIRED -> Json.object().put("type", "any");
            case ONE ->
                Json.object().put("type", "tool").put("name", ToolCallIds.toolName(String.valueOf(asked.name())));
        };
    }

    static boolean isForced(JsonNode choice) {
        String type = choice.path("type").asText();
        return type.equals("any") || type.equals("tool");
    }

    private static @Nullable ObjectNode parallel(
            ClaudeDraft draft, @Nullable ObjectNode choice, List<ObjectNode> tools) {
        JsonNode parallel = draft.asked("parallel_tool_calls");
        if (tools.isEmpty() || !parallel.isBoolean() || parallel.booleanValue()) {
            return choice;
        }
        ObjectNode one = choice == null ? Json.object().put("type", "auto") : choice;
        return one.path("type").asText().equals("none") ? one : one.put("disable_parallel_tool_use", true);
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools may or must be called. Some models refuse to be forced; they are told in the system prompt instead, which
 * they nearly always obey, and the field is listed.
 */
final class OpenAiToClaudeToolChoice {

    private OpenAiToClaudeToolChoice() {}

    /** @param tools all that are offered; those that the choice does not allow are taken out */
    static @Nullable ObjectNode translate(ClaudeDraft draft, List<ObjectNode> tools) {
        String field = draft.source().hasNonNull("tool_choice") ? "tool_choice" : "function_call";
        JsonNode asked = draft.asked(field);
        if ("allowed_tools".equals(Json.text(asked, "type"))) {
            JsonNode allowed = asked.path("allowed_tools");
            Set<String> names = new HashSet<>();
            allowed.path("tools").forEach(tool -> names.add(name(tool)));
            tools.removeIf(tool -> !names.contains(tool.path("name").asText()));
            asked = allowed.path("mode");
        }
        ObjectNode choice = choice(field, asked, tools);
        if (choice != null && isForced(choice) && !draft.model().forcedTools()) {
            draft.ignore(field);
            draft.instruct(
                    choice.has("name")
                            ? "You must call the tool `" + choice.path("name").asText() + "` in your answer."
                            : "You must call at least one of the tools in your answer.");
            choice = Json.object().put("type", "auto");
        }
        return parallel(draft, choice, tools);
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

    private static @Nullable ObjectNode choice(String field, JsonNode choice, List<ObjectNode> tools) {
        if (choice.isMissingNode() || choice.isNull()) {
            return null;
        }
        String word = choice.isTextual() ? choice.textValue() : "one";
        return switch (word) {
            case "auto", "none" -> Json.object().put("type", word);
            case "required" -> {
                requireTools(field, tools);
                yield Json.object().put("type", "any");
            }
            case "one" -> {
                String name = name(choice);
                if (name.isEmpty()) {
                    throw nonsense(field);
                }
                requireTools(field, tools);
                yield one(field, name, tools);
            }
            default -> throw nonsense(field);
        };
    }

    private static ObjectNode one(String field, String name, List<ObjectNode> tools) {
        if (tools.stream().noneMatch(tool -> tool.path("name").asText().equals(name))) {
            throw invalid(field, "the function it names is not among the 'tools'.");
        }
        return Json.object().put("type", "tool").put("name", name);
    }

    /** Of a function, of a custom tool, or of one of the deprecated functions; empty when there is none. */
    private static String name(JsonNode tool) {
        for (String type : new String[] {"function", "custom"}) {
            if (tool.path(type).isObject()) {
                return tool.path(type).path("name").asText();
            }
        }
        return tool.path("name").asText();
    }

    private static void requireTools(String field, List<ObjectNode> tools) {
        if (tools.isEmpty()) {
            throw invalid(field, "'" + field + "' is only allowed when 'tools' are specified.");
        }
    }

    private static RequestProblem nonsense(String field) {
        return invalid(field, "expected 'none', 'auto', 'required', allowed tools or one of the functions.");
    }

    private static RequestProblem invalid(String field, String why) {
        return RequestProblem.invalid(field, "invalid_value", "Invalid value for '" + field + "': " + why);
    }
}

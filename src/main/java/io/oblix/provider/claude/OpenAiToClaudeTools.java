package io.oblix.provider.claude;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's function tools, and which of them must be called, to Anthropic's. */
final class OpenAiToClaudeTools {

    private OpenAiToClaudeTools() {}

    /** @param used names that the conversation has called; Anthropic wants them defined even when none is offered */
    static void add(ObjectNode source, Set<String> used, ObjectNode body) {
        JsonNode tools = source.path("tools");
        ArrayNode translated = Json.MAPPER.createArrayNode();
        for (int i = 0; i < tools.size(); i++) {
            translated.add(tool(tools.get(i), "tools[" + i + "]"));
        }
        ObjectNode choice = choice(source.path("tool_choice"), tools.isEmpty());
        if (tools.isEmpty() && !used.isEmpty()) {
            used.forEach(name -> translated.add(stub(name)));
            choice = Json.object().put("type", "none");
        }
        if (translated.isEmpty()) {
            return;
        }
        body.set("tools", translated);
        JsonNode parallel = source.path("parallel_tool_calls");
        if (parallel.isBoolean() && !parallel.booleanValue()) {
            choice = choice == null ? Json.object().put("type", "auto") : choice;
            if (!choice.path("type").asText().equals("none")) {
                choice.put("disable_parallel_tool_use", true);
            }
        }
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    private static ObjectNode tool(JsonNode tool, String param) {
        JsonNode function = tool.path("function");
        String name = Json.text(function, "name");
        if (!"function".equals(Json.text(tool, "type")) || name == null) {
            throw RequestProblem.invalid(
                    param, "unsupported_value", "Only tools of the type 'function' are translated for Claude.");
        }
        ObjectNode translated = Json.object().put("name", name);
        String description = Json.text(function, "description");
        if (description != null) {
            translated.put("description", description);
        }
        JsonNode parameters = function.path("parameters");
        translated.set("input_schema", parameters.isObject() && !parameters.isEmpty() ? parameters : emptySchema());
        return translated;
    }

    private static ObjectNode stub(String name) {
        ObjectNode stub = Json.object().put("name", name);
        stub.set("input_schema", emptySchema());
        return stub;
    }

    private static ObjectNode emptySchema() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private static @Nullable ObjectNode choice(JsonNode choice, boolean noTools) {
        String word = choice.isTextual() ? choice.textValue() : String.valueOf(Json.text(choice, "type"));
        boolean forced = word.equals("required") || word.equals("function");
        if (forced && noTools) {
            throw RequestProblem.invalid(
                    "tool_choice",
                    "invalid_value",
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.");
        }
        return switch (word) {
            case "auto", "none" -> Json.object().put("type", word);
            case "required" -> Json.object().put("type", "any");
            case "function" ->
                Json.object()
                        .put("type", "tool")
                        .put("name", choice.path("function").path("name").asText());
            default -> null;
        };
    }

    /** An object; what a model left half said is kept under a name rather than lost. */
    static ObjectNode input(String arguments) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        JsonNode parsed;
        try {
            parsed = Json.MAPPER.readTree(arguments);
        } catch (JsonProcessingException truncated) {
            return Json.object().put("raw_arguments", arguments);
        }
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = Json.object();
        wrapped.set("value", parsed);
        return wrapped;
    }
}

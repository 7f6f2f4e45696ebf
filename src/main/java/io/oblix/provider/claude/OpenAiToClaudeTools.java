package io.oblix.provider.claude;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's function tools, and which of them must be called, to Anthropic's. */
final class OpenAiToClaudeTools {

    private OpenAiToClaudeTools() {}

    /** @param used names that the conversation has called; Anthropic wants them defined even when none is offered */
    static void add(ObjectNode source, Set<String> used, ObjectNode body) {
        JsonNode tools = source.path("tools");
        List<ObjectNode> translated = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            translated.add(tool(tools.get(i), "tools[" + i + "]"));
        }
        JsonNode asked = source.path("tool_choice");
        if ("allowed_tools".equals(Json.text(asked, "type"))) {
            Set<String> allowed = names(asked.path("allowed_tools").path("tools"));
            translated.removeIf(tool -> !allowed.contains(tool.path("name").asText()));
            asked = asked.path("allowed_tools").path("mode");
        }
        ObjectNode choice = choice(asked, translated);
        if (translated.isEmpty() && !used.isEmpty()) {
            used.forEach(name -> translated.add(stub(name)));
            choice = Json.object().put("type", "none");
        }
        if (translated.isEmpty()) {
            return;
        }
        body.putArray("tools").addAll(translated);
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
        translated.set("input_schema", schema(function.path("parameters")));
        return translated;
    }

    private static ObjectNode stub(String name) {
        ObjectNode stub = Json.object().put("name", name);
        stub.set("input_schema", emptySchema());
        return stub;
    }

    /** Anthropic demands the type that OpenAI takes for granted. */
    private static ObjectNode schema(JsonNode parameters) {
        if (!(parameters instanceof ObjectNode schema) || schema.isEmpty()) {
            return emptySchema();
        }
        return schema.has("type") ? schema : Json.object().put("type", "object").setAll(schema);
    }

    private static ObjectNode emptySchema() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private static @Nullable ObjectNode choice(JsonNode choice, List<ObjectNode> tools) {
        String word = choice.isTextual() ? choice.textValue() : String.valueOf(Json.text(choice, "type"));
        if (tools.isEmpty() && (word.equals("required") || word.equals("function"))) {
            throw invalid("'tool_choice' is only allowed when 'tools' are specified.");
        }
        return switch (word) {
            case "auto", "none" -> Json.object().put("type", word);
            case "required" -> Json.object().put("type", "any");
            case "function" -> one(choice.path("function").path("name").asText(), tools);
            default -> {
                if (!choice.isMissingNode() && !choice.isNull()) {
                    throw invalid("expected 'none', 'auto', 'required', allowed tools or one of the functions.");
                }
                yield null;
            }
        };
    }

    private static ObjectNode one(String name, List<ObjectNode> tools) {
        if (tools.stream().noneMatch(tool -> tool.path("name").asText().equals(name))) {
            throw invalid("the function it names is not among the 'tools'.");
        }
        return Json.object().put("type", "tool").put("name", name);
    }

    private static Set<String> names(JsonNode tools) {
        Set<String> names = new HashSet<>();
        tools.forEach(tool -> names.add(tool.path("function").path("name").asText()));
        return names;
    }

    private static RequestProblem invalid(String why) {
        return RequestProblem.invalid("tool_choice", "invalid_value", "Invalid value for 'tool_choice': " + why);
    }

    /** An object; what a model left half said is kept under a name rather than lost. */
    static ObjectNode input(JsonNode arguments) {
        if (arguments instanceof ObjectNode object) {
            return object;
        }
        String text = arguments.asText("");
        if (text.isBlank()) {
            return Json.object();
        }
        JsonNode parsed;
        try {
            parsed = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException truncated) {
            return Json.object().put("raw_arguments", text);
        }
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = Json.object();
        wrapped.set("value", parsed);
        return wrapped;
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.schema.Draft2020;
import io.oblix.json.schema.SchemaForm;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.claude.schema.PropertyNames;
import io.oblix.provider.claude.schema.StrictSchema;
import io.oblix.provider.claude.schema.ToolSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's tools, and the deprecated functions, to Anthropic's. A custom tool, which takes free text, becomes a
 * function with the one argument {@code input}; {@link CustomToolReader} turns its calls back.
 */
final class OpenAiToClaudeTools {

    /** Limits per request, beyond which the API answers 400 (Anthropic's page on structured outputs). */
    private static final int MAX_STRICT_TOOLS = 20;

    private static final int MAX_OPTIONAL_PARAMETERS = 24;
    private static final int MAX_UNION_PARAMETERS = 16;

    private final ClaudeDraft draft;
    private final StrictSchema strict = new StrictSchema();
    private int strictTools;

    private OpenAiToClaudeTools(ClaudeDraft draft) {
        this.draft = draft;
    }

    /** @param used the tools that the conversation has called; Anthropic requires their definitions in any case */
    static void translate(ClaudeDraft draft, Set<String> used) {
        List<ObjectNode> tools = new OpenAiToClaudeTools(draft).tools();
        ObjectNode choice = OpenAiToClaudeToolChoice.translate(draft, tools);
        tools.forEach(OpenAiToClaudeTools::rename);
        if (tools.isEmpty()) {
            if (used.isEmpty()) {
                return;
            }
            used.forEach(name -> tools.add(tool(name, ToolSchema.empty())));
            choice = Json.object().put("type", "none");
        }
        draft.body().putArray("tools").addAll(tools);
        if (choice != null) {
            draft.body().set("tool_choice", choice);
        }
    }

    /** A name that Anthropic refuses, with a dot say, is sent as another one; {@link ToolNames} finds its own again. */
    private static void rename(ObjectNode tool) {
        String name = tool.path("name").asText();
        String sent = ToolCallIds.toolName(name);
        if (!sent.equals(name)) {
            tool.put("name", sent);
            tool.put("description", PropertyNames.describe(name, Json.text(tool, "description")));
        }
    }

    private List<ObjectNode> tools() {
        List<ObjectNode> translated = new ArrayList<>();
        JsonNode tools = draft.asked("tools");
        for (int i = 0; i < tools.size(); i++) {
            translated.add(tool(tools.path(i), "tools[" + i + "]"));
        }
        JsonNode functions = draft.asked("functions");
        if (translated.isEmpty()) {
            for (int i = 0; i < functions.size(); i++) {
                translated.add(function(functions.path(i), "functions[" + i + "]"));
            }
        } else if (!functions.isEmpty()) {
            draft.ignore("functions");
        }
        return translated;
    }

    private ObjectNode tool(JsonNode tool, String param) {
        String type = String.valueOf(Json.text(tool, "type"));
        JsonNode definition = tool.path(type);
        ObjectNode translated =
                switch (type) {
                    case "function" -> function(definition, param + ".function");
                    case "custom" -> custom(definition, param + ".custom");
                    default ->
                        throw RequestProblem.unsupported(
                                param, "Only tools of the types 'function' and 'custom' are translated for Claude.");
                };
        CacheControl.copy(definition, translated);
        CacheControl.copy(tool, translated);
        return translated;
    }

    private ObjectNode function(JsonNode function, String param) {
        String name = name(function, param);
        ObjectNode schema = schema(function.path("parameters"), name, param + ".parameters");
        ObjectNode tool = tool(name, schema);
        String description = Json.text(function, "description");
        if (description != null) {
            tool.put("description", description);
        }
        if (function.path("strict").asBoolean(false)) {
            makeStrict(tool, schema);
        }
        return tool;
    }

    private static String name(JsonNode definition, String param) {
        String name = Json.text(definition, "name");
        if (name == null || name.isBlank()) {
            throw RequestProblem.missing(param + ".name");
        }
        return name;
    }

    private ObjectNode schema(JsonNode parameters, String name, String param) {
        if (!(Draft2020.of(parameters) instanceof ObjectNode schema)) {
            return ToolSchema.empty();
        }
        JsonNode type = schema.path("type");
        if (type.isTextual() && !type.textValue().equals("object")) {
            throw RequestProblem.invalid(
                    param,
                    "invalid_function_parameters",
                    "Invalid schema for function '" + name
                            + "': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" + type.textValue()
                            + "\"'.");
        }
        new SchemaForm(param, "invalid_function_parameters", "Invalid schema for function '" + name + "'")
                .check(schema);
        if (ToolSchema.isWidened(schema)) {
            draft.ignore("tools");
        }
        return (ObjectNode) PropertyNames.of(parameters).inSchema(ToolSchema.of(schema));
    }

    /**
     * A tool beyond Anthropic's limits, or with a schema that would forbid when closed what it allows, is offered
     * without {@code strict}: its arguments are then likely but not certain to fit.
     */
    private void makeStrict(ObjectNode tool, ObjectNode schema) {
        StrictSchema own = new StrictSchema();
        own.transform(schema);
        boolean fits = !own.isNarrower()
                && strictTools < MAX_STRICT_TOOLS
                && strict.optionalParameters() + own.optionalParameters() <= MAX_OPTIONAL_PARAMETERS
                && strict.unionParameters() + own.unionParameters() <= MAX_UNION_PARAMETERS;
        if (fits) {
            strictTools++;
            tool.put("strict", true);
            tool.set("input_schema", strict.transform(schema));
        }
        if (!fits || own.isLooser()) {
            draft.ignore("tools");
        }
    }

    private ObjectNode custom(JsonNode custom, String param) {
        ObjectNode schema = ToolSchema.empty();
        ((ObjectNode) schema.path("properties")).putObject("input").put("type", "string");
        schema.putArray("required").add("input");
        schema.put("additionalProperties", false);
        ObjectNode tool = tool(name(custom, param), schema);
        String description = custom.path("description").asText("");
        JsonNode format = custom.path("format");
        if (!format.isEmpty() && !"text".equals(Json.text(format, "type"))) {
            // Anthropic has no grammars, so the description asks the model to keep to it.
            draft.ignore("tools");
            description = (description + "\n\nThe input must match this grammar " + grammar(format, param + ".format"))
                    .strip();
        }
        if (!description.isEmpty()) {
            tool.put("description", description);
        }
        return tool;
    }

    /** In the form of the Responses API, syntax and definition stand in the format itself. */
    private static String grammar(JsonNode format, String param) {
        JsonNode grammar = format.path("grammar").isObject() ? format.path("grammar") : format;
        String syntax = Json.text(grammar, "syntax");
        String definition = Json.text(grammar, "definition");
        if (!"grammar".equals(Json.text(format, "type")) || syntax == null || definition == null) {
            throw RequestProblem.invalid(
                    param,
                    "invalid_value",
                    "Invalid value for '" + param + "': expected text, or a grammar with its syntax and definition.");
        }
        return "(" + syntax + "):\n" + definition;
    }

    private static ObjectNode tool(String name, ObjectNode schema) {
        return Json.object().put("name", name).set("input_schema", schema);
    }
}

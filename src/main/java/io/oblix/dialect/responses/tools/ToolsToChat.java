package io.oblix.dialect.responses.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.responses.tools.ToolBook.Kind;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's tools as functions of a chat completion. Tools that take text become functions too: few servers know such
 * tools, and none that are not OpenAI's know their grammars.
 */
public final class ToolsToChat {

    private final Notes notes;
    private final ToolBook book;
    private final Map<String, ObjectNode> functions = new LinkedHashMap<>();

    public ToolsToChat(Notes notes, ToolBook book) {
        this.notes = notes;
        this.book = book;
    }

    /** @param param where they stand in the request */
    public void define(JsonNode tools, String param) {
        if (JsonType.isNothing(tools) || tools.isMissingNode()) {
            return;
        }
        JsonType.demand(tools.isArray(), param, "an array of objects", tools);
        for (int i = 0; i < tools.size(); i++) {
            define(tools.get(i), null, "", param + "[" + i + "]");
        }
    }

    private void define(JsonNode tool, @Nullable String namespace, String about, String param) {
        JsonType.demand(tool.isObject(), param, "an object", tool);
        JsonType.requiredText(tool, "type", param);
        String type = tool.path("type").textValue();
        switch (type) {
            case "function" -> function(tool, namespace, about, param);
            case "custom" -> custom(tool, namespace, about, param);
            case "namespace" -> namespace(tool, param);
            case "tool_search" -> client(tool, Kind.TOOL_SEARCH, "client".equals(Json.text(tool, "execution")));
            case "local_shell" -> client(tool, Kind.LOCAL_SHELL, true);
            case "shell" -> {
                String where = Json.text(tool.path("environment"), "type");
                client(tool, Kind.SHELL, where == null || where.equals("local"));
            }
            case "apply_patch" -> client(tool, Kind.APPLY_PATCH, true);
            case "mcp", "file_search" -> notes.nativeOnly(param + ".type", "tools of the type '" + type + "' are");
            default -> {
                if (type.startsWith("computer")) {
                    notes.nativeOnly(param + ".type", "tools of the type '" + type + "' are");
                } else {
                    notes.ignore("tools." + type);
                }
            }
        }
    }

    private void namespace(JsonNode tool, String param) {
        JsonType.requiredText(tool, "name", param);
        JsonType.text(tool, "description", param);
        JsonNode members = tool.path("tools");
        JsonType.demand(members.isArray(), param + ".tools", "an array of objects", members);
        String about = Json.text(tool, "description");
        for (int i = 0; i < members.size(); i++) {
            String type = Json.text(members.get(i), "type");
            if ("namespace".equals(type)) {
                notes.ignore("tools.namespace");
            } else {
                define(
                        members.get(i),
                        tool.path("name").textValue(),
                        about == null ? "" : about,
                        param + ".tools[" + i + "]");
            }
        }
    }

    private void function(JsonNode tool, @Nullable String namespace, String about, String param) {
        JsonType.requiredText(tool, "name", param);
        JsonType.text(tool, "description", param);
        JsonType.object(tool, "parameters", param);
        JsonType.bool(tool, "strict", param);
        ObjectNode function = add(Kind.FUNCTION, namespace, tool.path("name").textValue());
        describe(function, about, Json.text(tool, "description"));
        function.set(
                "parameters",
                tool.path("parameters").isObject()
                        ? tool.path("parameters")
                        : Json.object().put("type", "object").set("properties", Json.object()));
        if (tool.path("strict").asBoolean(false)) {
            function.put("strict", true);
        }
    }

    private void custom(JsonNode tool, @Nullable String namespace, String about, String param) {
        JsonType.requiredText(tool, "name", param);
        JsonType.text(tool, "description", param);
        ObjectNode function = add(Kind.CUSTOM, namespace, tool.path("name").textValue());
        String description = Json.text(tool, "description");
        JsonNode format = tool.path("format");
        String definition = Json.text(format, "definition");
        if (definition != null) {
            // Other models cannot be held to a grammar.
            notes.ignore("tools");
            description = (description == null ? "" : description + "\n\n") + "The input is plain text in this format ("
                    + format.path("syntax").asText() + "):\n" + definition;
        }
        describe(function, about, description);
        ObjectNode parameters = function.putObject("parameters").put("type", "object");
        parameters.putObject("properties").putObject("input").put("type", "string");
        parameters.putArray("required").add("input");
        parameters.put("additionalProperties", false);
    }

    private void client(JsonNode tool, Kind kind, boolean isClients) {
        String name = ClientTools.name(kind);
        if (!isClients) {
            notes.ignore("tools." + name);
            return;
        }
        ObjectNode function = add(kind, null, name);
        function.setAll(ClientTools.definition(kind));
        String description = Json.text(tool, "description");
        if (description != null) {
            function.put("description", description);
        }
        if (tool.path("parameters").isObject()) {
            function.set("parameters", tool.path("parameters"));
        }
    }

    private ObjectNode add(Kind kind, @Nullable String namespace, String name) {
        String as = book.show(kind, namespace, name);
        ObjectNode function = Json.object().put("name", as);
        functions.put(as, function);
        return function;
    }

    private static void describe(ObjectNode function, String about, @Nullable String description) {
        String both = about.isBlank() ? description : description == null ? about : about + "\n\n" + description;
        if (both != null && !both.isEmpty()) {
            function.put("description", both);
        }
    }

    /** @param choice which of them to call */
    public void addTo(ObjectNode body, JsonNode choice) {
        if (!functions.isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            functions
                    .values()
                    .forEach(function ->
                            tools.addObject().put("type", "function").set("function", function));
        }
        if (JsonType.isNothing(choice) || choice.isMissingNode()) {
            return;
        }
        if (choice.isTextual()) {
            named(body, choice.textValue());
            return;
        }
        JsonType.demand(choice.isObject(), "tool_choice", "one of a string or an object", choice);
        String type = String.valueOf(Json.text(choice, "type"));
        switch (type) {
            case "function", "custom" -> body.set("tool_choice", chosen(name(choice)));
            case "local_shell", "shell", "apply_patch", "tool_search" ->
                body.set("tool_choice", chosen(offered(null, type)));
            case "allowed_tools" -> allowed(body, choice);
            default -> notes.nativeOnly("tool_choice", "a choice of the type '" + type + "' is");
        }
    }

    private void named(ObjectNode body, String word) {
        switch (word) {
            case "auto", "none" -> {
                if (!functions.isEmpty()) {
                    body.put("tool_choice", word);
                }
            }
            case "required" -> {
                if (functions.isEmpty()) {
                    notes.nativeOnly(RequestProblem.invalid(
                            "tool_choice", "invalid_value", "Tool choice 'required' needs at least one tool."));
                } else {
                    body.put("tool_choice", word);
                }
            }
            default ->
                throw RequestProblem.invalid(
                        "tool_choice",
                        "invalid_value",
                        "Invalid value: '" + word + "'. Supported values are: 'none', 'auto', and 'required'.");
        }
    }

    private static ObjectNode chosen(String as) {
        ObjectNode choice = Json.object().put("type", "function");
        choice.putObject("function").put("name", as);
        return choice;
    }

    private String name(JsonNode choice) {
        JsonType.requiredText(choice, "name", "tool_choice");
        return offered(Json.text(choice, "namespace"), choice.path("name").textValue());
    }

    private String offered(@Nullable String namespace, String name) {
        String as = book.offered(namespace, name);
        if (as == null) {
            throw RequestProblem.invalid(
                    "tool_choice", null, "Tool choice '" + name + "' not found in 'tools' parameter.");
        }
        return as;
    }

    /** Those that run elsewhere are skipped. */
    private void allowed(ObjectNode body, JsonNode choice) {
        ObjectNode chat = Json.object().put("type", "allowed_tools");
        ObjectNode allowed =
                chat.putObject("allowed_tools").put("mode", choice.path("mode").asText("auto"));
        ArrayNode tools = allowed.putArray("tools");
        for (JsonNode tool : choice.path("tools")) {
            String name = Json.text(tool, "name");
            String type = Json.text(tool, "type");
            String as = book.offered(Json.text(tool, "namespace"), name == null ? String.valueOf(type) : name);
            if (as != null) {
                tools.add(chosen(as));
            }
        }
        if (!tools.isEmpty()) {
            body.set("tool_choice", chat);
        } else if (allowed.path("mode").asText().equals("required")) {
            throw RequestProblem.invalid("tool_choice", null, "None of the allowed tools is in the 'tools' parameter.");
        } else if (!functions.isEmpty()) {
            body.put("tool_choice", "none");
        }
    }
}

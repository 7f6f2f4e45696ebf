package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request as functions. A deferred tool is offered once the conversation has loaded it, in the order of
 * loading, so that the head of a local prompt changes only then. What Anthropic's servers execute themselves is left to
 * Claude: no other model can search the web, and one that is asked to invents the results.
 */
final class ToolsToChat {

    /** Run by Anthropic. */
    private static final String[] SERVER_TOOLS = {
        "web_search_", "web_fetch_", "code_execution_", "advisor_", "mcp_toolset"
    };

    private static final String TOOL_SEARCH = "tool_search_tool_";

    private final Notes notes;
    private final ToolNames names;
    private final Map<String, ObjectNode> offered = new LinkedHashMap<>();
    private final Map<String, ObjectNode> deferred = new LinkedHashMap<>();

    ToolsToChat(Notes notes, ToolNames names) {
        this.notes = notes;
        this.names = names;
    }

    /** Reads the definitions. The conversation, which comes after them, loads those that wait. */
    void define(JsonNode tools) {
        int serverTools = 0;
        boolean search = false;
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            String type = Json.text(tool, "type");
            if (isServerTool(type)) {
                serverTools++;
            } else if (type != null && type.startsWith(TOOL_SEARCH)) {
                search = true;
            } else {
                define(tool, type, i);
            }
        }
        if (serverTools > 0 && serverTools == tools.size()) {
            notes.claudeOnly("tools.0", "tools such as " + Json.text(tools.get(0), "name"));
        } else if (serverTools > 0) {
            notes.ignore("tools");
        }
        if (search) {
            // Without Anthropic's search nothing could load them.
            offered.putAll(deferred);
            deferred.clear();
        }
    }

    private static boolean isServerTool(@Nullable String type) {
        for (String prefix : SERVER_TOOLS) {
            if (type != null && type.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void define(JsonNode tool, @Nullable String type, int index) {
        String name = Json.text(tool, "name");
        boolean custom = type == null || type.equals("custom");
        ObjectNode schema = type == null || custom ? schema(tool.path("input_schema")) : ClientTools.schema(type);
        if (schema == null) {
            notes.claudeOnly("tools." + index, "tools of the type " + type);
            return;
        }
        if (name == null || offered.containsKey(name) || deferred.containsKey(name)) {
            return;
        }
        (tool.path("defer_loading").asBoolean(false) ? deferred : offered).put(name, function(name, tool, schema));
    }

    /** Without the address of its dialect, which some servers take for a field. */
    private static ObjectNode schema(JsonNode schema) {
        ObjectNode copy = Json.object();
        if (schema instanceof ObjectNode object) {
            copy.setAll(object);
            copy.remove("$schema");
        }
        if (!copy.has("type")) {
            copy.put("type", "object");
        }
        if (!copy.has("properties")) {
            copy.putObject("properties");
        }
        return copy;
    }

    private ObjectNode function(String name, JsonNode tool, ObjectNode schema) {
        ObjectNode function = Json.object().put("name", names.sent(name));
        String description = Json.text(tool, "description");
        JsonNode examples = tool.path("input_examples");
        if (!examples.isEmpty()) {
            description = (description == null ? "" : description + "\n\n") + "Examples: " + examples;
        }
        if (description != null && !description.isEmpty()) {
            function.put("description", description);
        }
        function.set("parameters", schema);
        if (tool.path("strict").asBoolean(false) && ClosedSchema.isClosed(schema)) {
            function.put("strict", true);
        }
        return Json.object().put("type", "function").set("function", function);
    }

    /** The conversation has loaded a deferred tool. */
    void load(@Nullable String name) {
        ObjectNode tool = name == null ? null : deferred.remove(name);
        if (name != null && tool != null) {
            offered.put(name, tool);
        }
    }

    /** The conversation has brought a tool along. */
    void add(JsonNode definition) {
        String name = Json.text(definition, "name");
        if (name != null) {
            offered.remove(name);
            deferred.remove(name);
            define(((ObjectNode) definition).deepCopy().without(Set.of("defer_loading")), null, 0);
        }
    }

    /** The conversation has taken a tool away. */
    void remove(@Nullable String name) {
        ObjectNode tool = name == null ? null : offered.remove(name);
        if (name != null && tool != null) {
            deferred.put(name, tool);
        }
    }

    /** Adds the tools and their choice to the body. */
    void addTo(ObjectNode body, JsonNode choice) {
        if (offered.isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        tools.addAll(offered.values());
        switch (String.valueOf(Json.text(choice, "type"))) {
            case "auto" -> body.put("tool_choice", "auto");
            case "any" -> body.put("tool_choice", "required");
            case "none" -> body.put("tool_choice", "none");
            case "tool" -> {
                String name = String.valueOf(Json.text(choice, "name"));
                ObjectNode forced = body.putObject("tool_choice").put("type", "function");
                forced.putObject("function").put("name", names.sent(name));
            }
            default -> {
                // Left to the model.
            }
        }
        if (choice.path("disable_parallel_tool_use").asBoolean(false)) {
            body.put("parallel_tool_calls", false);
        }
    }
}

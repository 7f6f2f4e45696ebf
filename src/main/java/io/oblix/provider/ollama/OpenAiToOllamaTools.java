package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ToolChoice;
import io.oblix.upstream.UpstreamText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * OpenAI's tools, and the deprecated functions, to Ollama's. Ollama has no {@code tool_choice}: tools that the choice
 * excludes are not offered, and a forced call cannot be enforced and is listed.
 */
final class OpenAiToOllamaTools {

    private OpenAiToOllamaTools() {}

    /** The tools to offer; may be empty. */
    static ArrayNode translate(ObjectNode source, IgnoredParams ignored) {
        List<JsonNode> offered = new ArrayList<>();
        source.path("tools").forEach(offered::add);
        String field = offered.isEmpty() ? "functions" : "tools";
        for (JsonNode function : source.path("functions")) {
            if (field.equals("functions")) {
                offered.add(Json.object().put("type", "function").set("function", function));
            } else {
                ignored.add("functions");
            }
        }
        ToolChoice choice = ToolChoice.read(
                source,
                offered.stream().map(ToolChoice::name).filter(Objects::nonNull).toList());
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (int i = 0; i < offered.size(); i++) {
            JsonNode tool = offered.get(i);
            if (choice.allows(ToolChoice.name(tool))) {
                requireFunction(tool, field + "[" + i + "]");
                tools.add(readable(tool));
                if (tool.path("function").path("strict").asBoolean(false)) {
                    // Ollama does not enforce the schema of arguments.
                    ignored.add(field);
                }
            }
        }
        if (choice.isForced()) {
            ignored.add(choice.field());
        }
        return tools;
    }

    /** The tool itself if Ollama can read its schema as it is. */
    @SuppressWarnings("ReferenceEquality") // An unchanged schema is the same object.
    private static JsonNode readable(JsonNode tool) {
        if (!(tool.path("function").path("parameters") instanceof ObjectNode schema)) {
            return tool;
        }
        ObjectNode readable = OllamaSchema.ofTool(schema);
        if (readable == schema) {
            return tool;
        }
        ObjectNode function = Json.object().<ObjectNode>setAll((ObjectNode) tool.path("function"));
        function.set("parameters", readable);
        return Json.object().<ObjectNode>setAll((ObjectNode) tool).set("function", function);
    }

    private static void requireFunction(JsonNode tool, String param) {
        String type = Json.text(tool, "type");
        if (type != null && !type.equals("function")) {
            throw RequestProblem.unsupported(
                    param + ".type",
                    "Ollama's models call functions; a tool of the type '" + UpstreamText.clean(type)
                            + "' would be lost.");
        }
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.ToolCalls;
import io.oblix.provider.claude.schema.PropertyNames;
import java.util.Set;

/**
 * One assistant message to blocks, in the order that Anthropic requires: signed thinking, text, tool calls. The audio of
 * a spoken answer is left out; its transcript is in the content.
 *
 * @param usedTools receives the names of the tools called, as they are sent
 */
record OpenAiToClaudeAssistant(ToolNames toolNames, ToolCallIds ids, Set<String> usedTools) {

    /** Empty if the message is empty. */
    ArrayNode blocks(JsonNode message, String param) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        SignedThinking.addFrom(message, param, blocks);
        int thinking = blocks.size();
        OpenAiToClaudeContent.texts(message.path("content"), param + ".content", blocks);
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isBlank()) {
            blocks.add(OpenAiToClaudeContent.text(refusal));
        }
        for (JsonNode call : message.path("tool_calls")) {
            blocks.add(toolCall(call));
        }
        JsonNode deprecated = message.path("function_call");
        if (deprecated.isObject()) {
            blocks.add(functionCall(ids.call(""), deprecated));
        }
        if (blocks.size() == thinking) {
            // The API rejects a turn of thinking only.
            blocks.removeAll();
        }
        CacheControl.copyToLast(message, blocks);
        return blocks;
    }

    private ObjectNode toolCall(JsonNode call) {
        String given = Json.text(call, "id");
        String id = given == null ? "" : given;
        JsonNode custom = call.path("custom");
        if (custom.isObject()) {
            ObjectNode input = Json.object().put("input", custom.path("input").asText(""));
            return toolUse(ids.call(id), name(custom), input);
        }
        return functionCall(ids.call(id), call.path("function"));
    }

    private ObjectNode functionCall(String id, JsonNode function) {
        ObjectNode arguments = ToolCalls.arguments(function.path("arguments"));
        PropertyNames properties = toolNames.properties(function.path("name").asText());
        return toolUse(id, name(function), properties.inArguments(arguments));
    }

    private String name(JsonNode function) {
        String sent = ToolCallIds.toolName(function.path("name").asText());
        usedTools.add(sent);
        return sent;
    }

    private static ObjectNode toolUse(String id, String name, ObjectNode input) {
        return Json.object()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name)
                .set("input", input);
    }
}

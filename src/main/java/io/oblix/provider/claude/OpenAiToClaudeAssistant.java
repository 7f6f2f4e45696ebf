package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.ToolCalls;
import java.util.Set;

/**
 * One assistant message to blocks, in the order that Anthropic requires: signed thinking, text, tool calls. The audio of
 * a spoken answer is left out; its transcript is in the content.
 */
final class OpenAiToClaudeAssistant {

    private OpenAiToClaudeAssistant() {}

    /**
     * @param usedTools receives the names of the tools called
     * @return empty if the message is empty
     */
    static ArrayNode blocks(JsonNode message, String param, ToolCallIds ids, Set<String> usedTools) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        SignedThinking.addFrom(message, param, blocks);
        int thinking = blocks.size();
        OpenAiToClaudeContent.texts(message.path("content"), param + ".content", blocks);
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isBlank()) {
            blocks.add(OpenAiToClaudeContent.text(refusal));
        }
        for (JsonNode call : message.path("tool_calls")) {
            blocks.add(toolCall(call, ids, usedTools));
        }
        JsonNode deprecated = message.path("function_call");
        if (deprecated.isObject()) {
            String name = name(deprecated, usedTools);
            blocks.add(toolUse(ids.call(""), name, ToolCalls.arguments(deprecated.path("arguments"))));
        }
        if (blocks.size() == thinking) {
            // The API rejects a turn of thinking only.
            blocks.removeAll();
        }
        CacheControl.copyToLast(message, blocks);
        return blocks;
    }

    private static ObjectNode toolCall(JsonNode call, ToolCallIds ids, Set<String> usedTools) {
        String given = Json.text(call, "id");
        String id = given == null ? "" : given;
        JsonNode custom = call.path("custom");
        if (custom.isObject()) {
            ObjectNode input = Json.object().put("input", custom.path("input").asText(""));
            return toolUse(ids.call(id), name(custom, usedTools), input);
        }
        JsonNode function = call.path("function");
        String name = name(function, usedTools);
        return toolUse(ids.call(id), name, ToolCalls.arguments(function.path("arguments")));
    }

    private static String name(JsonNode function, Set<String> usedTools) {
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

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import java.util.Set;
import java.util.TreeSet;

/**
 * OpenAI's list of messages to Anthropic's: system and developer messages move to the front, neighbours of one role
 * become one turn, and all results of one turn's tool calls stand at the beginning of the next user turn, where the API
 * demands them.
 */
final class OpenAiToClaudeMessages {

    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final ArrayNode turns = Json.MAPPER.createArrayNode();
    private final Set<String> usedTools = new TreeSet<>();

    OpenAiToClaudeMessages(ArrayNode source) {
        for (int i = 0; i < source.size(); i++) {
            add(source.get(i), "messages[" + i + "]");
        }
        if (turns.isEmpty()) {
            // Nothing but instructions: the model needs somebody to answer.
            turn("user").addAll(system);
            system.removeAll();
        }
        if ("assistant".equals(turns.path(0).path("role").asText())) {
            turns.insert(0, turnOf("user", OpenAiToClaudeContent.text(".")));
        }
    }

    /** Text blocks; empty when there are no instructions. */
    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        return turns;
    }

    /** Names of tools that the conversation has called. */
    Set<String> usedTools() {
        return usedTools;
    }

    private void add(JsonNode message, String param) {
        switch (message.path("role").asText()) {
            case "system", "developer" -> OpenAiToClaudeContent.texts(message.path("content"), system);
            case "assistant" -> assistant(message);
            case "tool", "function" -> toolResult(message, param);
            default -> {
                ArrayNode blocks = OpenAiToClaudeContent.userBlocks(message.path("content"), param + ".content");
                turn("user").addAll(blocks);
            }
        }
    }

    private void assistant(JsonNode message) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        OpenAiToClaudeContent.texts(message.path("content"), blocks);
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isBlank()) {
            blocks.add(OpenAiToClaudeContent.text(refusal));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            String name = function.path("name").asText();
            usedTools.add(name);
            ObjectNode block = blocks.addObject();
            block.put("type", "tool_use");
            block.put("id", toolId(call.path("id").asText()));
            block.put("name", name);
            block.set(
                    "input",
                    OpenAiToClaudeTools.input(function.path("arguments").asText("")));
        }
        if (!blocks.isEmpty()) {
            turn("assistant").addAll(blocks);
        }
    }

    private void toolResult(JsonNode message, String param) {
        ObjectNode result = Json.object();
        result.put("type", "tool_result");
        result.put("tool_use_id", toolId(message.path("tool_call_id").asText()));
        JsonNode content = message.path("content");
        if (content.isTextual() && !content.textValue().isEmpty()) {
            result.set("content", content);
        } else if (content.isArray() && !content.isEmpty()) {
            result.set("content", OpenAiToClaudeContent.userBlocks(content, param + ".content"));
        }
        turn("user").add(result);
    }

    /** Anthropic takes letters, digits, {@code _} and {@code -}; call and result must change alike. */
    private static String toolId(String id) {
        return id.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    /** The content of the last turn when it has this role, else of a new one. */
    private ArrayNode turn(String role) {
        JsonNode last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && last.path("role").asText().equals(role)) {
            return (ArrayNode) last.path("content");
        }
        ObjectNode turn = turns.addObject().put("role", role);
        return turn.putArray("content");
    }

    private static ObjectNode turnOf(String role, ObjectNode block) {
        ObjectNode turn = Json.object().put("role", role);
        turn.putArray("content").add(block);
        return turn;
    }
}

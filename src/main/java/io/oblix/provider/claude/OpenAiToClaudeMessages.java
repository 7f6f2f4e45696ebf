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
 * demands them. A turn that Anthropic demands and nobody spoke is a full stop.
 */
final class OpenAiToClaudeMessages {

    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final ArrayNode turns = Json.MAPPER.createArrayNode();
    private final Set<String> usedTools = new TreeSet<>();
    private int functionCalls;

    OpenAiToClaudeMessages(ArrayNode source) {
        for (int i = 0; i < source.size(); i++) {
            add(source.get(i), "messages[" + i + "]");
        }
        if (turns.isEmpty()) {
            // Nothing but instructions: the model needs somebody to answer.
            turn("user").addAll(system.isEmpty() ? silence() : system);
            system.removeAll();
        }
        if ("assistant".equals(turns.path(0).path("role").asText())) {
            turns.insert(0, Json.object().put("role", "user").set("content", silence()));
        }
        trimEnd(turns.get(turns.size() - 1));
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
            case "system", "developer" ->
                OpenAiToClaudeContent.texts(message.path("content"), param + ".content", system);
            case "assistant" -> assistant(message, param);
            case "tool", "function" -> toolResult(message, param);
            default -> {
                ArrayNode blocks = OpenAiToClaudeContent.blocks(message.path("content"), param + ".content");
                turn("user").addAll(blocks.isEmpty() ? silence() : blocks);
            }
        }
    }

    private void assistant(JsonNode message, String param) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        OpenAiToClaudeContent.texts(message.path("content"), param + ".content", blocks);
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isBlank()) {
            blocks.add(OpenAiToClaudeContent.text(refusal));
        }
        for (JsonNode call : message.path("tool_calls")) {
            blocks.add(toolUse(toolId(call.path("id").asText()), call.path("function")));
        }
        if (message.path("function_call").isObject()) {
            functionCalls++;
            blocks.add(toolUse(functionCallId(), message.path("function_call")));
        }
        if (!blocks.isEmpty()) {
            turn("assistant").addAll(blocks);
        }
    }

    private ObjectNode toolUse(String id, JsonNode function) {
        String name = function.path("name").asText();
        usedTools.add(name);
        ObjectNode block = Json.object();
        block.put("type", "tool_use");
        block.put("id", id);
        block.put("name", name);
        block.set("input", OpenAiToClaudeTools.input(function.path("arguments")));
        return block;
    }

    private void toolResult(JsonNode message, String param) {
        boolean deprecated = message.path("role").asText().equals("function");
        ObjectNode result = Json.object();
        result.put("type", "tool_result");
        result.put(
                "tool_use_id",
                deprecated
                        ? functionCallId()
                        : toolId(message.path("tool_call_id").asText()));
        JsonNode content = message.path("content");
        if (content.isTextual() && !content.textValue().isEmpty()) {
            result.set("content", content);
        } else if (content.isArray()) {
            ArrayNode blocks = OpenAiToClaudeContent.blocks(content, param + ".content");
            if (!blocks.isEmpty()) {
                result.set("content", blocks);
            }
        }
        addResult(turn("user"), result);
    }

    /** Behind the other results and before what the user said meanwhile. */
    private static void addResult(ArrayNode turn, ObjectNode result) {
        int at = 0;
        while (at < turn.size() && turn.get(at).path("type").asText().equals("tool_result")) {
            at++;
        }
        turn.insert(at, result);
    }

    /** The deprecated calls have no ids; each is answered before the next. */
    private String functionCallId() {
        return "function_call_" + functionCalls;
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

    private static ArrayNode silence() {
        return Json.MAPPER.createArrayNode().add(OpenAiToClaudeContent.text("."));
    }

    /** An answer that the model is to go on with may not end in white space. */
    private static void trimEnd(JsonNode lastTurn) {
        JsonNode content = lastTurn.path("content");
        if (lastTurn.path("role").asText().equals("assistant")
                && content.get(content.size() - 1) instanceof ObjectNode block
                && block.path("type").asText().equals("text")) {
            block.put("text", block.path("text").asText().stripTrailing());
        }
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.Set;
import java.util.TreeSet;

/**
 * OpenAI's list of messages to Anthropic's: neighbours of one role become one turn, and all results of one turn's tool
 * calls stand at the beginning of the next user turn, where the API demands them. A turn that Anthropic demands and
 * nobody spoke is a full stop.
 *
 * <p>System and developer messages move to the front, but for models that take them between the turns: there they
 * stand behind the user turn that they belong to, the only place that the API allows.
 */
final class OpenAiToClaudeMessages {

    private final ClaudeDraft draft;
    private final boolean systemTurns;
    private final ArrayNode system;
    private final ArrayNode turns = Json.MAPPER.createArrayNode();
    private final ToolCallIds ids = new ToolCallIds();
    private final Set<String> usedTools = new TreeSet<>();

    /** Instructions that came after the first turn and wait for their place. */
    private final ArrayNode waiting = Json.MAPPER.createArrayNode();

    private OpenAiToClaudeMessages(ClaudeDraft draft) {
        this.draft = draft;
        this.systemTurns = draft.model().systemTurns();
        this.system = draft.system();
    }

    /** Adds the messages to the draft, and what becomes its system prompt. */
    static OpenAiToClaudeMessages translate(ClaudeDraft draft, ArrayNode source) {
        OpenAiToClaudeMessages messages = new OpenAiToClaudeMessages(draft);
        for (int i = 0; i < source.size(); i++) {
            messages.add(source.get(i), i);
        }
        messages.end();
        draft.body().set("messages", messages.turns);
        return messages;
    }

    /** Names of tools that the conversation has called. */
    Set<String> usedTools() {
        return usedTools;
    }

    /** Whether the model is to go on with an answer that has begun. */
    boolean endsWithAssistant() {
        return isLast("assistant");
    }

    /** Whether some turn called tools without the thinking that led to it, which thinking models ask for. */
    boolean hasToolTurnWithoutThinking() {
        for (JsonNode turn : turns) {
            JsonNode content = turn.path("content");
            if (turn.path("role").asText().equals("assistant")
                    && isToolUse(content.path(content.size() - 1))
                    && !SignedThinking.isThinking(content.path(0))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isToolUse(JsonNode block) {
        return block.path("type").asText().equals("tool_use");
    }

    private void add(JsonNode message, int index) {
        String param = "messages[" + index + "]";
        switch (message.path("role").asText()) {
            case "system", "developer" -> instructions(message, param);
            case "assistant" -> assistant(message, param);
            case "tool", "function" -> toolResult(message, index);
            default -> user(message, param);
        }
    }

    private void instructions(JsonNode message, String param) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        OpenAiToClaudeContent.texts(message.path("content"), param + ".content", blocks);
        CacheControl.copyToLast(message, blocks);
        if (turns.isEmpty()) {
            system.addAll(blocks);
        } else if (systemTurns) {
            waiting.addAll(blocks);
        } else {
            moveToTheFront(blocks);
        }
    }

    private void user(JsonNode message, String param) {
        ArrayNode blocks = OpenAiToClaudeContent.blocks(message.path("content"), param + ".content");
        boolean hasText = false;
        boolean hasDocument = false;
        for (JsonNode block : blocks) {
            hasText |= block.path("type").asText().equals("text");
            hasDocument |= OpenAiToClaudeMedia.isDocument(block);
        }
        if (blocks.isEmpty() || (hasDocument && !hasText)) {
            blocks.add(OpenAiToClaudeContent.silence());
        }
        CacheControl.copyToLast(message, blocks);
        turn("user").addAll(blocks);
    }

    private void assistant(JsonNode message, String param) {
        ids.requireAnswered();
        ArrayNode blocks = OpenAiToClaudeAssistant.blocks(message, param, ids, usedTools);
        if (!blocks.isEmpty()) {
            placeInstructions();
            turn("assistant").addAll(blocks);
        }
    }

    private void toolResult(JsonNode message, int index) {
        String role = message.path("role").asText();
        String id = role.equals("tool") ? Json.text(message, "tool_call_id") : null;
        ObjectNode result = Json.object();
        result.put("type", "tool_result");
        result.put("tool_use_id", ids.result(id == null ? "" : id, role, index));
        JsonNode content = message.path("content");
        if (content.isTextual() && !content.textValue().isBlank()) {
            result.set("content", content);
        } else if (content.isArray()) {
            ArrayNode blocks = OpenAiToClaudeContent.blocks(content, "messages[" + index + "].content");
            hoistCacheControl(blocks, result);
            if (!blocks.isEmpty()) {
                result.set("content", blocks);
            }
        }
        CacheControl.copy(message, result);
        addResult(turn("user"), result);
    }

    /** Anthropic takes the mark on a result, not inside it. */
    private static void hoistCacheControl(ArrayNode blocks, ObjectNode result) {
        for (JsonNode block : blocks) {
            CacheControl.copy(block, result);
            ((ObjectNode) block).remove(CacheControl.FIELD);
        }
    }

    /** Behind the other results and before what the user said meanwhile. */
    private static void addResult(ArrayNode turn, ObjectNode result) {
        int at = 0;
        while (at < turn.size() && turn.get(at).path("type").asText().equals("tool_result")) {
            at++;
        }
        turn.insert(at, result);
    }

    private void placeInstructions() {
        if (waiting.isEmpty()) {
            return;
        }
        if (isLast("user")) {
            turn("system").addAll(waiting);
        } else {
            moveToTheFront(waiting);
        }
        waiting.removeAll();
    }

    /** They no longer stand where the caller put them, which may change what they mean. */
    private void moveToTheFront(ArrayNode instructions) {
        if (!instructions.isEmpty()) {
            system.addAll(instructions);
            draft.ignore("messages");
        }
    }

    private void end() {
        ids.requireAnswered();
        placeInstructions();
        if (turns.isEmpty()) {
            // Nothing but instructions: the model needs somebody to answer.
            turn("user").addAll(system);
            if (system.isEmpty()) {
                turn("user").add(OpenAiToClaudeContent.silence());
            }
            system.removeAll();
        }
        if ("assistant".equals(turns.path(0).path("role").asText())) {
            ObjectNode opening = Json.object().put("role", "user");
            opening.putArray("content").add(OpenAiToClaudeContent.silence());
            turns.insert(0, opening);
        }
        if (endsWithAssistant()) {
            trimEnd((ArrayNode) turns.path(turns.size() - 1).path("content"));
        }
    }

    /** An answer that the model is to go on with may not end in white space. */
    private static void trimEnd(ArrayNode content) {
        if (content.get(content.size() - 1) instanceof ObjectNode block && block.has("text")) {
            block.put("text", block.path("text").asText().stripTrailing());
        }
    }

    private boolean isLast(String role) {
        return turns.path(turns.size() - 1).path("role").asText().equals(role);
    }

    /** The content of the last turn when it has this role, else of a new one. */
    private ArrayNode turn(String role) {
        if (isLast(role)) {
            return (ArrayNode) turns.path(turns.size() - 1).path("content");
        }
        return turns.addObject().put("role", role).putArray("content");
    }
}

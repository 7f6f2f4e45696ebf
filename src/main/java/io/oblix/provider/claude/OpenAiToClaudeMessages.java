package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.Texts;
import java.util.Set;
import java.util.TreeSet;

/**
 * OpenAI's messages to Anthropic's turns. Adjacent messages of one role become one turn, and the results of a turn's
 * tool calls come first in the next user turn, where the API requires them
 * (https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls). Where the API requires a turn that
 * the conversation lacks, a full stop is sent.
 *
 * <p>System and developer messages move to the front. Only for models that accept them between turns do they stay,
 * after the user turn they belong to, which is the only place the API allows.
 */
final class OpenAiToClaudeMessages {

    private final ClaudeDraft draft;
    private final boolean systemTurns;
    private final ArrayNode system;
    private final ArrayNode turns = Json.MAPPER.createArrayNode();
    private final ToolCallIds ids = new ToolCallIds();
    private final Set<String> usedTools = new TreeSet<>();

    /** Instructions that came after the first turn and have no place yet. */
    private final ArrayNode waiting = Json.MAPPER.createArrayNode();

    /** How many results of calls the last turn has; they come first. */
    private int results;

    private OpenAiToClaudeMessages(ClaudeDraft draft) {
        this.draft = draft;
        this.systemTurns = draft.model().systemTurns();
        this.system = draft.system();
    }

    /** Adds the turns and the system prompt to the draft. */
    static OpenAiToClaudeMessages translate(ClaudeDraft draft, ArrayNode source) {
        OpenAiToClaudeMessages messages = new OpenAiToClaudeMessages(draft);
        for (int i = 0; i < source.size(); i++) {
            messages.add(source.get(i), i);
        }
        messages.end();
        draft.body().set("messages", messages.turns);
        return messages;
    }

    /** The names of the tools that the conversation has called. */
    Set<String> usedTools() {
        return usedTools;
    }

    /** Whether the model should continue an answer that has begun: a prefill. */
    boolean endsWithAssistant() {
        return isLast("assistant");
    }

    /** Whether some turn called tools without the thinking before it, which the API rejects while thinking is on. */
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
        ArrayNode blocks = new OpenAiToClaudeAssistant(draft.toolNames(), ids, usedTools).blocks(message, param);
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
        if (content.isTextual() && !Texts.isBlank(content)) {
            result.set("content", content);
        } else if (content.isArray()) {
            ArrayNode blocks = OpenAiToClaudeContent.blocks(content, "messages[" + index + "].content");
            hoistCacheControl(blocks, result);
            if (!blocks.isEmpty()) {
                result.set("content", blocks);
            }
        }
        if (message.path("is_error").asBoolean(false)) {
            result.put("is_error", true);
        }
        CacheControl.copy(message, result);
        addResult(turn("user"), result);
    }

    /** Anthropic accepts the mark on a result, not inside it. */
    private static void hoistCacheControl(ArrayNode blocks, ObjectNode result) {
        for (JsonNode block : blocks) {
            CacheControl.copy(block, result);
            ((ObjectNode) block).remove(CacheControl.FIELD);
        }
    }

    /** Puts it after the other results and before anything the user has said. */
    private void addResult(ArrayNode turn, ObjectNode result) {
        turn.insert(results++, result);
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

    /** Lists {@code messages}: instructions in another place may mean something else. */
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
            // A conversation of instructions only: the API requires a user turn.
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

    /** The API rejects a prefill that ends in white space. */
    private static void trimEnd(ArrayNode content) {
        if (content.get(content.size() - 1) instanceof ObjectNode block && block.has("text")) {
            block.put("text", block.path("text").asText().stripTrailing());
        }
    }

    private boolean isLast(String role) {
        return turns.path(turns.size() - 1).path("role").asText().equals(role);
    }

    /** The content of the last turn if it has this role, else of a new turn. */
    private ArrayNode turn(String role) {
        if (isLast(role)) {
            return (ArrayNode) turns.path(turns.size() - 1).path("content");
        }
        results = 0;
        return turns.addObject().put("role", role).putArray("content");
    }
}

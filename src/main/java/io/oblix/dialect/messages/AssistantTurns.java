package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns of the model as messages of a chat completion: its text, its calls, and its thinking while it calls tools, which
 * some models want back. What Anthropic's servers did for it becomes text.
 */
final class AssistantTurns {

    private static final List<String> TEXTS = List.of("content", "reasoning_content");

    private final Notes notes;
    private final ToolsToChat tools;
    private final ToolNames names;

    /** The turn that others are added to, and its texts so far. */
    private @Nullable ObjectNode merged;

    private final Map<String, StringBuilder> mergedTexts = new HashMap<>();

    AssistantTurns(Notes notes, ToolsToChat tools, ToolNames names) {
        this.notes = notes;
        this.tools = tools;
        this.names = names;
    }

    /** The summary of all that was before; null if the turn has none. */
    @Nullable String compaction(JsonNode message) {
        for (JsonNode block : message.path("content")) {
            if ("compaction".equals(Json.text(block, "type"))) {
                return block.path("content").asText();
            }
        }
        return null;
    }

    /**
     * @param inLoop whether no user has spoken since
     * @return null if nothing is left of it
     */
    @Nullable ObjectNode turn(JsonNode message, boolean inLoop) {
        JoinedText text = new JoinedText();
        StringBuilder thinking = new StringBuilder();
        ArrayNode calls = Json.MAPPER.createArrayNode();
        ArrayNode signed = Json.MAPPER.createArrayNode();
        Map<String, JsonNode> serverCalls = new HashMap<>();
        JsonNode content = message.path("content");
        text.add(content);
        for (JsonNode block : content) {
            switch (String.valueOf(Json.text(block, "type"))) {
                case "text" -> text.add(block.path("text"));
                case "thinking" -> {
                    if (OwnSignature.isForeignToClaude(Json.text(block, "signature"))) {
                        notes.seesOwnThinking();
                    } else {
                        signed.add(block);
                    }
                    String thought = OwnSignature.text(block);
                    if (inLoop && thought != null) {
                        thinking.append(thinking.isEmpty() ? "" : "\n").append(thought);
                    }
                }
                case "redacted_thinking" -> signed.add(block);
                case "tool_use" -> calls.add(call(block));
                case "server_tool_use", "mcp_tool_use" ->
                    serverCalls.put(block.path("id").asText(), block);
                case "web_search_tool_result" -> text.add(ServerToolText.search(block, serverCalls));
                default -> {
                    if (block.has("tool_use_id")) {
                        block.findValuesAsText("tool_name").forEach(tools::load);
                        text.add(ServerToolText.result(block, serverCalls));
                    }
                }
            }
        }
        if (text.isEmpty() && calls.isEmpty()) {
            return null;
        }
        ObjectNode turn = Json.object().put("role", "assistant");
        turn.set("content", text.toJson());
        if (!thinking.isEmpty()) {
            turn.put("reasoning_content", thinking.toString());
        }
        if (!signed.isEmpty()) {
            turn.set("thinking_blocks", signed);
        }
        if (!calls.isEmpty()) {
            turn.set("tool_calls", calls);
        }
        return turn;
    }

    private ObjectNode call(JsonNode block) {
        ObjectNode call = Json.object().put("id", block.path("id").asText()).put("type", "function");
        call.putObject("function")
                .put("name", names.sent(block.path("name").asText()))
                .put("arguments", arguments(block.path("input")));
        return call;
    }

    /** Some clients put the text of arguments that were no JSON there. */
    private static String arguments(JsonNode input) {
        if (input.isTextual()) {
            JsonNode parsed = Json.valueOrNull(input.textValue());
            return parsed != null && parsed.isObject()
                    ? parsed.toString()
                    : Json.object().put("raw_arguments", input.textValue()).toString();
        }
        return input.isObject() ? input.toString() : "{}";
    }

    /** Adds a turn to the one before it. Its texts are there after {@link #endMerging}: a conversation may be one turn in thousands of pieces. */
    void merge(ObjectNode last, ObjectNode turn) {
        merged = last;
        for (String field : TEXTS) {
            String more = Json.text(turn, field);
            if (more != null) {
                String before = Json.text(last, field);
                mergedTexts
                        .computeIfAbsent(field, first -> new StringBuilder(before == null ? "" : before))
                        .append(more);
            }
        }
        for (String field : new String[] {"thinking_blocks", "tool_calls"}) {
            if (turn.path(field) instanceof ArrayNode more) {
                last.withArrayProperty(field).addAll(more);
            }
        }
    }

    /** Before another turn begins, and at the end. */
    void endMerging() {
        ObjectNode turn = merged;
        if (turn != null) {
            mergedTexts.forEach((field, text) -> turn.put(field, text.toString()));
            mergedTexts.clear();
            merged = null;
        }
    }
}

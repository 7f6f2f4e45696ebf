package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a conversation as messages of a chat completion. Instructions stay where they stand, because a prefix
 * that changes costs a local model minutes. What stands between two turns of the model is gathered, so that the results
 * of its calls come first and in the order of the calls, which other APIs demand.
 */
final class ConversationToChat {

    /** Changes from one request to the next, and is meant for Anthropic's accounts. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private final Notes notes;
    private final ToolsToChat tools;
    private final AssistantTurns assistant;
    private final UserContent contents;
    private final ArrayNode out = Json.MAPPER.createArrayNode();
    private final ToolResults results;

    /** User and system messages since the last turn of the model. */
    private final List<ObjectNode> waiting = new ArrayList<>();

    /** The text of the first message, if that has instructions. */
    private final StringBuilder opening = new StringBuilder();

    private @Nullable String effort;

    ConversationToChat(Notes notes, ToolsToChat tools, ToolNames names) {
        this.notes = notes;
        this.tools = tools;
        this.contents = new UserContent(notes, tools);
        this.assistant = new AssistantTurns(notes, tools, names);
        this.results = new ToolResults();
    }

    ArrayNode read(JsonNode system, JsonNode messages) {
        instructions(system);
        int from = Math.max(0, lastCompaction(messages));
        int loop = lastQuestion(messages);
        int lastUser = lastOf("user", messages);
        for (int i = from; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            switch (message.path("role").textValue()) {
                case "user" -> user(message.path("content"), i);
                case "system" -> system(message, i < lastUser);
                default -> assistant(message, i > loop);
            }
        }
        flush();
        assistant.endMerging();
        if (!opening.isEmpty()) {
            ((ObjectNode) out.get(0)).put("content", opening.toString());
        }
        if (lastOf("user", out) < 0) {
            out.addObject().put("role", "user").put("content", ".");
        }
        return out;
    }

    /** What the last turn that says so wants of the model; null if none does. */
    @Nullable String effort() {
        return effort;
    }

    private void instructions(JsonNode system) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : UserContent.blocks(system)) {
            String piece = Json.text(block, "text");
            if (piece != null && !piece.isBlank() && !piece.startsWith(BILLING)) {
                text.append(text.isEmpty() ? "" : "\n\n").append(piece);
            }
        }
        if (!text.isEmpty()) {
            open(text.toString());
        }
    }

    /** What stands before all turns is one message: templates print one. */
    private void open(String instructions) {
        if (out.isEmpty()) {
            out.addObject().put("role", "system");
        }
        opening.append(opening.isEmpty() ? "" : "\n\n").append(instructions);
    }

    private boolean hasOnlyInstructions() {
        return waiting.isEmpty() && (out.isEmpty() || (out.size() == 1 && lastOf("system", out) == 0));
    }

    /** Whatever came before a summary is in the summary. */
    private static int lastCompaction(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            for (JsonNode block : messages.get(i).path("content")) {
                if ("compaction".equals(Json.text(block, "type"))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Where the user last said something: the turns after it are steps of one loop of tool calls. */
    private static int lastQuestion(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if ("user".equals(Json.text(messages.get(i), "role")) && UserContent.isQuestion(messages.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int lastOf(String role, JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (role.equals(Json.text(messages.get(i), "role"))) {
                return i;
            }
        }
        return -1;
    }

    /** @param at its place among the messages */
    private void user(JsonNode content, int at) {
        ArrayNode parts = Json.MAPPER.createArrayNode();
        UserContent.text(content, parts);
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String param = "messages." + at + ".content." + i;
            if ("tool_result".equals(Json.text(block, "type"))) {
                results.add(block, contents.result(block, param));
            } else {
                contents.add(block, param, parts);
            }
        }
        if (!parts.isEmpty()) {
            wait("user", parts);
        }
    }

    private void system(JsonNode message, boolean userFollows) {
        notes.seesSystemTurn();
        StringBuilder text = new StringBuilder();
        for (JsonNode block : UserContent.blocks(message.path("content"))) {
            switch (String.valueOf(Json.text(block, "type"))) {
                case "text" ->
                    text.append(text.isEmpty() ? "" : "\n\n")
                            .append(block.path("text").asText());
                case "tool_addition" -> addTool(block.path("tool"));
                case "tool_removal" -> tools.remove(Json.text(block.path("tool"), "name"));
                default -> {
                    // Of a future version.
                }
            }
        }
        String asked = Json.text(message.path("output_config"), "effort");
        effort = asked == null ? effort : asked;
        boolean over = userFollows && "next_user_message".equals(Json.text(message, "clear_at"));
        if (text.isEmpty() || over) {
            return;
        }
        if (hasOnlyInstructions()) {
            open(text.toString());
        } else {
            wait("system", text(text.toString()));
        }
    }

    private void addTool(JsonNode tool) {
        if (tool.path("definition").isObject()) {
            tools.add(tool.path("definition"));
        } else {
            tools.load(Json.text(tool, "name"));
        }
    }

    private static ArrayNode text(String text) {
        ArrayNode parts = Json.MAPPER.createArrayNode();
        parts.addObject().put("type", "text").put("text", text);
        return parts;
    }

    /** Neighbours of one role are one message. */
    private void wait(String role, ArrayNode parts) {
        ObjectNode last = waiting.isEmpty() ? null : waiting.get(waiting.size() - 1);
        if (last != null && role.equals(Json.text(last, "role"))) {
            ((ArrayNode) last.path("content")).addAll(parts);
        } else {
            waiting.add(Json.object().put("role", role).set("content", parts));
        }
    }

    private void assistant(JsonNode message, boolean inLoop) {
        String summary = assistant.compaction(message);
        if (summary != null) {
            wait("user", text("<summary>" + summary + "</summary>"));
        }
        ObjectNode turn = assistant.turn(message, inLoop);
        if (turn == null) {
            return;
        }
        flush();
        ObjectNode last = out.isEmpty() ? null : (ObjectNode) out.get(out.size() - 1);
        if (last != null && "assistant".equals(Json.text(last, "role"))) {
            assistant.merge(last, turn);
        } else {
            assistant.endMerging();
            out.add(turn);
        }
        results.expect(turn.path("tool_calls"));
    }

    /** The results first, then what else was said since the last turn of the model. */
    private void flush() {
        ArrayNode orphans = results.addTo(out);
        if (!orphans.isEmpty()) {
            ObjectNode first = waiting.isEmpty() ? null : waiting.get(0);
            if (first != null && "user".equals(Json.text(first, "role"))) {
                orphans.addAll((ArrayNode) first.path("content"));
                first.set("content", orphans);
            } else {
                waiting.add(0, Json.object().put("role", "user").set("content", orphans));
            }
        }
        for (ObjectNode message : waiting) {
            JsonNode content = message.path("content");
            JsonNode only = content.size() == 1 ? content.get(0).get("text") : null;
            if (only != null) {
                message.set("content", only);
            } else if ("system".equals(Json.text(message, "role"))) {
                message.put("content", joined(content));
            }
            out.add(message);
        }
        waiting.clear();
    }

    /** One text, so that a block and a plain string give the same bytes. */
    private static String joined(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            text.append(text.isEmpty() ? "" : "\n\n").append(Objects.requireNonNull(Json.text(part, "text")));
        }
        return text.toString();
    }
}

package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Unanswered;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Gives the tool calls and results of a conversation ids that OpenAI accepts: each call has one, of at most 40
 * characters (the limit in its error message). The same conversation always gets the same ids. A message that needs no
 * change stays the same object.
 */
final class OpenAiToolCallIds {

    private static final int MAX_LENGTH = 40;

    /** The digits that keep shortened ids distinct, with the separator before them. */
    private static final int MARK_LENGTH = 9;

    /** Of a call that came without one. */
    private static final String NO_ID = "";

    /** What was sent as the id of each call that has no result yet. */
    private final Unanswered<String> open = new Unanswered<>();

    private OpenAiToolCallIds() {}

    static ArrayNode fit(ArrayNode messages) {
        OpenAiToolCallIds ids = new OpenAiToolCallIds();
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        boolean changed = false;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            JsonNode fit = message.path("role").asText().equals("tool") ? ids.result(message) : ids.calls(message, i);
            changed |= !fit.equals(message);
            fitted.add(fit);
        }
        return changed ? fitted : messages;
    }

    private JsonNode calls(JsonNode message, int index) {
        JsonNode calls = message.path("tool_calls");
        if (calls.isEmpty()) {
            return message;
        }
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        boolean changed = false;
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = calls.get(i);
            String id = id(call, "id");
            String sent = id == null ? "call_" + index + "_" + i : shortened(id);
            open.add(sent, id == null ? NO_ID : id);
            changed |= !sent.equals(id);
            fitted.add(sent.equals(id) ? call : with(call, "id", sent));
        }
        return changed ? ((ObjectNode) message.deepCopy()).set("tool_calls", fitted) : message;
    }

    private JsonNode result(JsonNode message) {
        String id = id(message, "tool_call_id");
        String sent = id == null ? open.answerFirst() : open.answer(id);
        sent = sent == null ? open.answer(NO_ID) : sent;
        // A result without a call stays as it is; OpenAI's own error says so.
        return sent == null || sent.equals(id) ? message : with(message, "tool_call_id", sent);
    }

    private static @Nullable String id(JsonNode object, String field) {
        String id = Json.text(object, field);
        return id == null || id.isBlank() ? null : id;
    }

    private static ObjectNode with(JsonNode object, String field, String value) {
        return ((ObjectNode) object.deepCopy()).put(field, value);
    }

    private static String shortened(String id) {
        return id.length() <= MAX_LENGTH
                ? id
                : id.substring(0, MAX_LENGTH - MARK_LENGTH) + "_" + String.format("%08x", id.hashCode());
    }
}

package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The results that follow one turn of the model, as messages in the order of its calls: agents send them in the order of
 * completion, and leave some out when they are interrupted.
 */
final class ToolResults {

    private final Set<String> expected = new LinkedHashSet<>();
    private final Map<String, ObjectNode> given = new LinkedHashMap<>();

    void expect(JsonNode calls) {
        for (JsonNode call : calls) {
            expected.add(call.path("id").asText());
        }
    }

    /** @param result its message, without the id of its call */
    void add(JsonNode block, ObjectNode result) {
        given.put(block.path("tool_use_id").asText(), result);
    }

    /** Adds one message for each call, and returns results without a call as parts of a user's message. */
    ArrayNode addTo(ArrayNode messages) {
        for (String id : expected) {
            ObjectNode result = given.remove(id);
            ObjectNode message = messages.addObject().put("role", "tool").put("tool_call_id", id);
            if (result == null) {
                message.put("content", "(no result)");
            } else {
                message.setAll(result);
            }
        }
        ArrayNode orphans = Json.MAPPER.createArrayNode();
        given.forEach((id, result) -> {
            JsonNode content = result.path("content");
            String text = content.isTextual() ? content.textValue() : "";
            orphans.addObject().put("type", "text").put("text", "Tool result for " + id + ": " + text);
            if (content instanceof ArrayNode parts) {
                orphans.addAll(parts);
            }
        });
        expected.clear();
        given.clear();
        return orphans;
    }
}

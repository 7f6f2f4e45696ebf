package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What may be done with a response that is remembered: read it, delete it, list the input of its request. */
record StoredResponses(ResponsesMemory memory) {

    private static final int MOST = 100;
    private static final int USUAL = 20;

    /** @param streamed the query parameter {@code stream} */
    ObjectNode get(String caller, String id, @Nullable String streamed) {
        ResponsesMemory.Entry entry = entry(caller, id);
        if ("true".equals(streamed)) {
            throw RequestProblem.invalid(
                    "stream", "unsupported_value", "A response that is stored can only be read whole here.");
        }
        return entry.response();
    }

    /**
     * Deletes it at its provider first, so that a client can try again where that fails.
     *
     * @param atProvider takes the model that made it and its id
     */
    ObjectNode delete(String caller, String id, BiConsumer<String, String> atProvider) {
        String keptBy = entry(caller, id).keptBy();
        if (keptBy != null) {
            atProvider.accept(keptBy, id);
        }
        memory.forget(caller, id);
        return Json.object().put("id", id).put("object", "response").put("deleted", true);
    }

    ObjectNode cancel(String caller, String id) {
        entry(caller, id);
        throw RequestProblem.invalid(null, null, "Cannot cancel a synchronous response.");
    }

    /**
     * @param limit 1 to 100; null for 20
     * @param order {@code asc} or {@code desc}; null for the latter
     * @param after the id of the item before the first one; null to begin at the first
     */
    ObjectNode inputItems(
            String caller, String id, @Nullable String limit, @Nullable String order, @Nullable String after) {
        ArrayNode input = entry(caller, id).input();
        boolean ascending = "asc".equals(order);
        int most = most(limit);
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        boolean begun = after == null;
        boolean more = false;
        for (int i = 0; i < input.size(); i++) {
            int at = ascending ? i : input.size() - 1 - i;
            ObjectNode item = withId(input.get(at), id, at);
            if (begun && data.size() == most) {
                more = true;
                break;
            } else if (begun) {
                data.add(item);
            }
            begun |= item.path("id").asText().equals(after);
        }
        list.set("first_id", data.path(0).get("id"));
        list.set("last_id", data.path(data.size() - 1).get("id"));
        return list.put("has_more", more);
    }

    private static int most(@Nullable String limit) {
        if (limit == null) {
            return USUAL;
        }
        boolean number =
                limit.length() <= 4 && !limit.isEmpty() && limit.chars().allMatch(Character::isDigit);
        int most = number ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            throw RequestProblem.invalid(
                    "limit", "invalid_value", "Invalid 'limit': expected an integer from 1 to " + MOST + ".");
        }
        return most;
    }

    /** An item as it is listed: with an id, always the same, and its content in parts. */
    private static ObjectNode withId(JsonNode item, String id, int at) {
        ObjectNode listed = item.deepCopy();
        boolean message = item.path("type").asText("message").equals("message");
        if (message) {
            listed.put("type", "message").put("status", OutputItem.COMPLETED);
            if (item.path("content").isTextual()) {
                boolean model = "assistant".equals(Json.text(item, "role"));
                ObjectNode part = listed.putArray("content").addObject();
                part.put("type", model ? "output_text" : "input_text").set("text", item.path("content"));
                if (model) {
                    part.putArray("annotations");
                }
            }
        }
        if (Json.text(item, "id") == null) {
            UUID minted = UUID.nameUUIDFromBytes((id + "/" + at).getBytes(StandardCharsets.UTF_8));
            listed.put("id", (message ? "msg_" : "item_") + minted.toString().replace("-", ""));
        }
        return listed;
    }

    private ResponsesMemory.Entry entry(String caller, String id) {
        ResponsesMemory.Entry entry = memory.response(caller, id);
        if (entry == null) {
            throw RequestProblem.responseNotFound(Conversation.shown(id));
        }
        return entry;
    }
}

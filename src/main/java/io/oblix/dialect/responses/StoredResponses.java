package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with a response that is remembered: read it, delete it, list the input of its request. Those that a
 * provider keeps and this server has forgotten, after a restart for instance, are the operator's to read and delete: nothing
 * tells here which caller they belong to.
 *
 * @param elsewhere what providers keep
 */
record StoredResponses(ResponsesMemory memory, KeptElsewhere elsewhere) {

    /**
     * The client that asks.
     *
     * @param key as {@link Asker#key}
     * @param isOperator whether what belongs to no caller is shown to it
     */
    record Reader(String key, boolean isOperator) {

        static Reader of(HttpRequest http) {
            return new Reader(Asker.of(http).key(), http.isOperators());
        }
    }

    /** What a provider's id looks like; ours are shorter. */
    private static final Pattern PROVIDERS = Pattern.compile("resp_[A-Za-z0-9_-]{1,200}");

    private static final int MOST = 100;
    private static final int USUAL = 20;

    /** @param streamed the query parameter {@code stream} */
    ObjectNode get(Reader reader, String id, @Nullable String streamed) {
        ResponsesMemory.Entry entry = memory.response(reader.key(), id);
        ObjectNode response = entry != null ? entry.response() : read(reader, id, "", Map.of());
        if ("true".equals(streamed)) {
            throw RequestProblem.invalid(
                    "stream", "unsupported_value", "A response that is stored can only be read whole here.");
        }
        return response;
    }

    private ObjectNode read(Reader reader, String id, String path, Map<String, String> query) {
        ObjectNode found = mayBeElsewhere(reader, id) ? elsewhere.read(id, path, query) : null;
        if (found == null) {
            throw RequestProblem.responseNotFound(Conversation.shown(id));
        }
        return found;
    }

    private static boolean mayBeElsewhere(Reader reader, String id) {
        return reader.isOperator() && PROVIDERS.matcher(id).matches() && !ItemIds.isOurs(id);
    }

    /**
     * Deletes it at its provider first, so that a client can try again where that fails.
     */
    ObjectNode delete(Reader reader, String id) {
        ResponsesMemory.Entry entry = memory.response(reader.key(), id);
        if (entry == null && !(mayBeElsewhere(reader, id) && elsewhere.delete(id))) {
            throw RequestProblem.responseNotFound(Conversation.shown(id));
        }
        String keptBy = entry == null ? null : entry.keptBy();
        if (keptBy != null) {
            elsewhere.delete(keptBy, id);
        }
        memory.forget(reader.key(), id);
        return Json.object().put("id", id).put("object", "response").put("deleted", true);
    }

    ObjectNode cancel(Reader reader, String id) {
        if (memory.response(reader.key(), id) == null) {
            throw RequestProblem.responseNotFound(Conversation.shown(id));
        }
        throw RequestProblem.invalid(null, null, "Cannot cancel a synchronous response.");
    }

    /**
     * @param limit 1 to 100; null for 20
     * @param order {@code asc} or {@code desc}; null for the latter
     * @param after the id of the item before the first one; null to begin at the first
     */
    ObjectNode inputItems(
            Reader reader, String id, @Nullable String limit, @Nullable String order, @Nullable String after) {
        int most = most(limit);
        ResponsesMemory.Entry entry = memory.response(reader.key(), id);
        if (entry == null) {
            Map<String, String> query = new LinkedHashMap<>();
            put("limit", limit, query);
            put("order", order, query);
            put("after", after, query);
            return read(reader, id, "/input_items", query);
        }
        ArrayNode input = entry.input();
        boolean ascending = "asc".equals(order);
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

    private static void put(String name, @Nullable String value, Map<String, String> query) {
        if (value != null) {
            query.put(name, value);
        }
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
}

package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.json.Texts;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of a conversation, with what its request only refers to in their places. */
final class Conversation {

    /** More than any conversation has; a longer one costs more to read than to answer. */
    static final int MAX_ITEMS = 10_000;

    /** What references may stand for together. */
    private static final int MAX_REFERRED_CHARS = 8 << 20;

    private final String caller;
    private final ResponsesMemory memory;
    private final Notes notes;
    private final ArrayNode items = Json.MAPPER.createArrayNode();
    private final Map<ResponsesMemory.Entry, Map<String, JsonNode>> recalled = new HashMap<>(0);
    private ResponsesMemory.@Nullable Entry parent;
    private int first;
    private long referredChars;
    private boolean localOnly;

    /** The providers that keep what it refers to; empty for what only this server knows. */
    private final Set<String> keepers = new HashSet<>(0);

    /** Whether the input has references. */
    private boolean refers;

    private boolean trigger;

    private Conversation(String caller, ResponsesMemory memory, Notes notes) {
        this.caller = caller;
        this.memory = memory;
        this.notes = notes;
    }

    /**
     * @param caller whose memory is used
     * @param compacts whether the path asks for a summary of it
     * @throws RequestProblem when there is no input, or it refers to what is not known
     */
    static Conversation of(ObjectNode source, String caller, boolean compacts, ResponsesMemory memory, Notes notes) {
        Conversation conversation = new Conversation(caller, memory, notes);
        conversation.goOnFrom(source.path("previous_response_id"));
        conversation.read(source.path("input"));
        conversation.trigger |= compacts;
        return conversation;
    }

    /** A string is one message of the user's; anything else than a list is none. */
    static ArrayNode asItems(JsonNode input) {
        if (input instanceof ArrayNode list) {
            return list;
        }
        ArrayNode items = Json.MAPPER.createArrayNode();
        if (input.isTextual() && !Texts.isEmpty(input)) {
            items.addObject().put("type", "message").put("role", "user").set("content", input);
        }
        return items;
    }

    private void goOnFrom(JsonNode previous) {
        if (previous.isMissingNode() || previous.isNull()) {
            return;
        }
        JsonType.demand(previous.isTextual(), "previous_response_id", "a string", previous);
        ResponsesMemory.Entry entry = memory.response(caller, previous.textValue());
        if (entry == null) {
            throw RequestProblem.invalid(
                    "previous_response_id",
                    "previous_response_not_found",
                    "Previous response with id '" + shown(previous.textValue()) + "' not found.");
        }
        parent = entry;
        localOnly = entry.localOnly();
        keepers.add(entry.keeper());
        items.addAll(entry.conversation());
        first = items.size();
    }

    private void read(JsonNode input) {
        boolean absent = input.isMissingNode() || input.isNull();
        JsonType.demand(
                absent || input.isTextual() || input.isArray(),
                "input",
                "one of a string or an array of objects",
                input);
        ArrayNode own = asItems(input);
        if (own.isEmpty() && parent == null) {
            throw input.isArray() ? RequestProblem.emptyArray("input") : RequestProblem.missing("input");
        }
        if (own.size() + first > MAX_ITEMS) {
            throw RequestProblem.invalid(
                    "input",
                    "array_above_max_length",
                    "Invalid 'input': array too long. Expected an array with maximum length " + MAX_ITEMS
                            + ", but got an array with length " + (own.size() + first) + " instead.");
        }
        for (int i = 0; i < own.size(); i++) {
            JsonNode item = own.get(i);
            JsonType.demand(item.isObject(), "input", i, "an object", item);
            if (isReference(item)) {
                refers = true;
                refer(Json.text(item, "id"), "input[" + i + "].id");
            } else {
                items.add(item);
            }
        }
        trigger = !own.isEmpty() && "compaction_trigger".equals(Json.text(own.get(own.size() - 1), "type"));
    }

    private static boolean isReference(JsonNode item) {
        String type = Json.text(item, "type");
        return type == null ? item.has("id") && !item.has("role") : type.equals("item_reference");
    }

    private void refer(@Nullable String id, String param) {
        if (id == null) {
            throw RequestProblem.missing(param);
        }
        ResponsesMemory.Entry entry = memory.withItem(caller, id);
        JsonNode item = entry == null
                ? null
                : recalled.computeIfAbsent(entry, Conversation::byId).get(id);
        if (entry != null && item != null) {
            referredChars += item.toString().length();
            if (referredChars > MAX_REFERRED_CHARS) {
                throw RequestProblem.invalid(
                        "input", "string_above_max_length", "Invalid 'input': its references stand for too much.");
            }
            localOnly |= entry.localOnly();
            keepers.add(entry.keeper());
            items.add(item);
        } else if (id.startsWith("rs_")) {
            // A conversation can do without thinking.
            keepers.add("");
            notes.ignore("input[].id");
        } else {
            throw RequestProblem.itemNotFound(shown(id));
        }
    }

    private static Map<String, JsonNode> byId(ResponsesMemory.Entry entry) {
        Map<String, JsonNode> byId = new HashMap<>();
        entry.input().forEach(item -> put(item, byId));
        entry.response().path("output").forEach(item -> put(item, byId));
        return byId;
    }

    private static void put(JsonNode item, Map<String, JsonNode> byId) {
        String id = Json.text(item, "id");
        if (id != null) {
            byId.put(id, item);
        }
    }

    /** An id as it may be repeated to its sender. */
    static String shown(String id) {
        return id.length() <= 100 && id.chars().allMatch(c -> c > ' ' && c < 0x7F) ? id : "(no id)";
    }

    ArrayNode items() {
        return items;
    }

    /** The place of the first item that is in the request itself. */
    int first() {
        return first;
    }

    boolean localOnly() {
        return localOnly;
    }

    /** Whether this provider, by its name, keeps all that the request refers to. */
    boolean isKnownTo(String provider) {
        return keepers.stream().allMatch(provider::equals);
    }

    /** Whether it refers to anything that a provider keeps. */
    boolean refersToProviders() {
        return keepers.stream().anyMatch(keeper -> !keeper.isEmpty());
    }

    /** Whether it asks for a summary of itself. */
    boolean endsInTrigger() {
        return trigger;
    }

    ResponsesMemory.@Nullable Entry parent() {
        return parent;
    }

    /** What is to be remembered of the request. */
    Kept kept(byte[] body, boolean keptLocal) {
        List<String> ids = new ArrayList<>(0);
        ArrayNode own = Json.MAPPER.createArrayNode();
        for (int i = first; i < items.size(); i++) {
            String id = Json.text(items.get(i), "id");
            if (id != null) {
                ids.add(id);
            }
            if (refers) {
                own.add(items.get(i));
            }
        }
        byte[] input = refers ? Json.bytes(Json.object().set("input", own)) : body;
        return new Kept(caller, input, List.copyOf(ids), parent, keptLocal);
    }
}

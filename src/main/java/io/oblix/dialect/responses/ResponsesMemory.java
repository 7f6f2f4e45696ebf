package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last responses, for clients that send the id of one in place of the conversation. Each caller sees its own only. An
 * entry holds what was new in its request and a reference to the response before it, so a conversation costs each turn
 * once; what other entries go on from is kept for them after it is evicted, and still counts. Nothing is written to disk.
 */
public final class ResponsesMemory {

    /** A request and its answer together. */
    private static final int MAX_ENTRY_BYTES = 4 << 20;

    /** A conversation: all of it is read for each further turn. */
    private static final int MAX_CONVERSATION_BYTES = 8 << 20;

    private static final int ENTRY_BYTES = 400;
    private static final int ITEM_BYTES = 200;

    private record Key(String caller, String id) {}

    /** One response with its request. */
    public static final class Entry {
        private final Kept kept;
        private final byte[] response;
        private final List<Key> keys;
        private final Key key;
        private final @Nullable String keptBy;
        private final int bytes;
        private final long conversationBytes;
        private long usedNanos;

        /** How many entries go on from it, and itself while it can be found. */
        private int users = 1;

        private Entry(Key key, Kept kept, byte[] response, List<Key> keys, @Nullable String keptBy) {
            this.key = key;
            this.kept = kept;
            this.response = response;
            this.keys = keys;
            this.keptBy = keptBy;
            this.bytes = kept.body().length + response.length + ENTRY_BYTES + keys.size() * ITEM_BYTES;
            this.conversationBytes = bytes + (kept.parent() == null ? 0 : kept.parent().conversationBytes);
        }

        boolean localOnly() {
            return kept.localOnly();
        }

        /** The name of the provider that keeps it too, under the same id; empty for none. */
        String keeper() {
            ModelName model = keptBy == null ? null : ModelName.parse(keptBy);
            return model == null ? "" : model.provider();
        }

        /** The model whose provider keeps it too, {@code provider:name}; null for none. */
        @Nullable String keptBy() {
            return keptBy;
        }

        ObjectNode response() {
            ObjectNode json = Json.objectOrNull(response);
            return json == null ? Json.object() : json;
        }

        /** What was new in its request. */
        ArrayNode input() {
            ObjectNode body = Json.objectOrNull(kept.body());
            return Conversation.asItems(body == null ? Json.object() : body.path("input"));
        }

        /** All items up to and including its output, in their order. */
        ArrayNode conversation() {
            Deque<Entry> chain = new ArrayDeque<>();
            for (Entry entry = this; entry != null; entry = entry.kept.parent()) {
                chain.push(entry);
            }
            ArrayNode items = Json.MAPPER.createArrayNode();
            for (Entry entry : chain) {
                items.addAll(entry.input());
                entry.response().path("output").forEach(items::add);
            }
            return items;
        }
    }

    private final long maxBytes;
    private final long ttlNanos;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<Key, Entry> responses = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Entry> items = new HashMap<>();
    private long bytes;

    /**
     * @param maxBytes of JSON in all; 0 to keep nothing
     * @param ttlNanos how long after its last use an entry is kept
     */
    public ResponsesMemory(long maxBytes, long ttlNanos) {
        this(maxBytes, ttlNanos, System::nanoTime);
    }

    ResponsesMemory(long maxBytes, long ttlNanos, LongSupplier nanoTime) {
        this.maxBytes = maxBytes;
        this.ttlNanos = ttlNanos;
        this.nanoTime = nanoTime;
    }

    /** Whether the answer to a request of this size will be kept. */
    boolean keeps(long requestBytes, @Nullable Entry parent) {
        long conversation = requestBytes + (parent == null ? 0 : parent.conversationBytes);
        return requestBytes + ENTRY_BYTES < Math.min(MAX_ENTRY_BYTES, maxBytes)
                && conversation < Math.min(MAX_CONVERSATION_BYTES, maxBytes);
    }

    /** One of ours. */
    void remember(Kept kept, Ended response) {
        remember(kept, response.id(), response.itemIds(), response.json(), null);
    }

    /**
     * @param response at its proper end
     * @param json the same
     * @param keptBy the model whose provider keeps it too, {@code provider:name}; null for none
     */
    void remember(Kept kept, ObjectNode response, byte[] json, @Nullable String keptBy) {
        String id = Json.text(response, "id");
        if (id != null) {
            List<String> itemIds = new ArrayList<>();
            for (JsonNode item : response.path("output")) {
                String itemId = Json.text(item, "id");
                if (itemId != null) {
                    itemIds.add(itemId);
                }
            }
            remember(kept, id, itemIds, json, keptBy);
        }
    }

    private void remember(Kept kept, String id, List<String> itemIds, byte[] json, @Nullable String keptBy) {
        if (keeps((long) kept.body().length + json.length, kept.parent())) {
            List<Key> keys = new ArrayList<>(kept.itemIds().size() + itemIds.size());
            kept.itemIds().forEach(item -> keys.add(new Key(kept.caller(), item)));
            itemIds.forEach(item -> keys.add(new Key(kept.caller(), item)));
            add(new Entry(new Key(kept.caller(), id), kept, json, List.copyOf(keys), keptBy));
        }
    }

    private synchronized void add(Entry entry) {
        forget(entry.key);
        entry.usedNanos = nanoTime.getAsLong();
        bytes += entry.bytes;
        if (entry.kept.parent() != null) {
            use(entry.kept.parent());
        }
        responses.put(entry.key, entry);
        entry.keys.forEach(key -> items.put(key, entry));
        evict();
    }

    /** One that was evicted while its continuation was answered counts again. */
    private void use(Entry entry) {
        for (Entry used = entry; used != null; used = used.kept.parent()) {
            if (used.users++ > 0) {
                return;
            }
            bytes += used.bytes;
        }
    }

    private void release(Entry entry) {
        for (Entry released = entry; released != null; released = released.kept.parent()) {
            if (--released.users > 0) {
                return;
            }
            bytes -= released.bytes;
        }
    }

    private void evict() {
        long now = nanoTime.getAsLong();
        Iterator<Entry> eldest = responses.values().iterator();
        while (eldest.hasNext()) {
            Entry entry = eldest.next();
            if (bytes <= maxBytes && now - entry.usedNanos <= ttlNanos) {
                return;
            }
            eldest.remove();
            entry.keys.forEach(key -> items.remove(key, entry));
            release(entry);
        }
    }

    private boolean forget(Key key) {
        Entry entry = responses.remove(key);
        if (entry == null) {
            return false;
        }
        entry.keys.forEach(item -> items.remove(item, entry));
        release(entry);
        return true;
    }

    synchronized boolean forget(String caller, String id) {
        evict();
        return forget(new Key(caller, id));
    }

    /** The response of this id; null if this caller has none. */
    synchronized @Nullable Entry response(String caller, String id) {
        evict();
        Entry entry = responses.get(new Key(caller, id));
        if (entry != null) {
            entry.usedNanos = nanoTime.getAsLong();
        }
        return entry;
    }

    /** The response with this item in its input or output; null if this caller has none. */
    synchronized @Nullable Entry withItem(String caller, String itemId) {
        evict();
        Entry entry = items.get(new Key(caller, itemId));
        return entry == null ? null : response(caller, entry.key.id());
    }

    /** What it holds now, for tests. */
    synchronized long bytes() {
        return bytes;
    }
}

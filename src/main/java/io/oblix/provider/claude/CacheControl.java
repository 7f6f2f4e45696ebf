package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.CacheMarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's marks for prompt caching, {@code {"type":"ephemeral","ttl":"1h"}}, which OpenAI's clients send as an
 * extension on parts, messages and tools. A hint is never worth a refusal: malformed ones are not copied.
 */
final class CacheControl {

    static final String FIELD = CacheMarks.FIELD;

    /** More of them in one request are a 400. */
    private static final int MAX_BREAKPOINTS = 4;

    private CacheControl() {}

    static void copy(JsonNode from, ObjectNode to) {
        JsonNode mark = from.get(FIELD);
        if (isValid(mark)) {
            to.set(FIELD, mark);
        }
    }

    /** A mark on a whole message is one on its last block that may have it. */
    static void copyToLast(JsonNode message, JsonNode blocks) {
        if (!message.has(FIELD)) {
            return;
        }
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (blocks.get(i) instanceof ObjectNode block && !SignedThinking.isThinking(block)) {
                copy(message, block);
                return;
            }
        }
    }

    static boolean isValid(@Nullable JsonNode mark) {
        if (mark == null || !"ephemeral".equals(Json.text(mark, "type"))) {
            return false;
        }
        JsonNode ttl = mark.get("ttl");
        return ttl == null
                || ttl.isNull()
                || ttl.asText().equals("5m")
                || ttl.asText().equals("1h");
    }

    /** One at the top marks whatever is last: each turn of a conversation finds those before it in the cache. */
    static void markPrompt(ClaudeDraft draft) {
        if (draft.settings().cachePrompts()
                && !draft.body().has(FIELD)
                && CacheMarks.of(draft.source()).isEmpty()) {
            draft.body().putObject(FIELD).put("type", "ephemeral");
        }
    }

    /** Takes the first ones out where there are too many: the later ones cover what they covered. */
    static void limit(ClaudeDraft draft) {
        ObjectNode body = draft.body();
        List<ObjectNode> marked = new ArrayList<>();
        collect(body.path("tools"), marked);
        collect(draft.system(), marked);
        for (JsonNode turn : body.path("messages")) {
            collect(turn.path("content"), marked);
        }
        // One at the top of the request marks the last block by itself.
        int room = body.has(FIELD) ? MAX_BREAKPOINTS - 1 : MAX_BREAKPOINTS;
        for (int i = 0; i < marked.size() - room; i++) {
            marked.get(i).remove(FIELD);
            draft.ignore(FIELD);
        }
    }

    private static void collect(JsonNode blocks, List<ObjectNode> marked) {
        for (JsonNode block : blocks) {
            if (block instanceof ObjectNode object && object.has(FIELD)) {
                marked.add(object);
            }
        }
    }
}

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
 * extension on parts, messages and tools (https://platform.claude.com/docs/en/build-with-claude/prompt-caching). A
 * malformed mark is left out rather than rejected: it is only a hint.
 */
final class CacheControl {

    static final String FIELD = CacheMarks.FIELD;

    /** With more marks than this the API answers 400. */
    private static final int MAX_BREAKPOINTS = 4;

    private CacheControl() {}

    static void copy(JsonNode from, ObjectNode to) {
        JsonNode mark = from.get(FIELD);
        if (isValid(mark)) {
            to.set(FIELD, mark);
        }
    }

    /** A mark on a message goes to its last block that may have one; blocks of thinking may not. */
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

    /** A mark at the top follows the end of the prompt, so that each turn finds the turns before it in the cache. */
    static void markPrompt(ClaudeDraft draft) {
        if (draft.settings().cachePrompts()
                && !draft.body().has(FIELD)
                && CacheMarks.of(draft.source()).isEmpty()) {
            draft.body().putObject(FIELD).put("type", "ephemeral");
        }
    }

    /** Removes the first marks if there are too many: a later one covers all that stands before it. */
    static void limit(ClaudeDraft draft) {
        ObjectNode body = draft.body();
        List<ObjectNode> marked = new ArrayList<>();
        collect(body.path("tools"), marked);
        collect(draft.system(), marked);
        for (JsonNode turn : body.path("messages")) {
            collect(turn.path("content"), marked);
        }
        // A mark at the top counts as one more, on the last block.
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

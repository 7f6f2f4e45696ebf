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

    /** The least that any model caches; some need four times as much, and ignore the marks of less. */
    private static final int MIN_CACHED_TOKENS = 1024;

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

    /**
     * Marks a prompt that its client has not marked. A mark at the top follows the end of the prompt; it is free where
     * the prompt is too short to be cached. Further marks let another conversation find the tools and the instructions,
     * and this one its last turn even behind more blocks than Anthropic looks back, which is 20.
     *
     * @param promptTokens an estimate
     */
    static void markPrompt(ClaudeDraft draft, int promptTokens) {
        ObjectNode body = draft.body();
        if (!isWanted(draft) || isMarked(draft.source())) {
            return;
        }
        mark(body);
        if (promptTokens >= MIN_CACHED_TOKENS) {
            markLast(body.path("tools"));
            markLast(draft.system());
            markLast(lastPrompt(body.path("messages")));
        }
    }

    /** Whether the client has marked something, well or not. */
    static boolean isMarked(ObjectNode source) {
        return source.hasNonNull(FIELD) || !CacheMarks.of(source).isEmpty();
    }

    private static boolean isWanted(ClaudeDraft draft) {
        return switch (draft.settings().caching()) {
            case AUTO -> draft.body().has("tools");
            case ON -> true;
            case OFF -> false;
        };
    }

    /** The user's turn before the model's last answer, at which the prompt of that answer ended. */
    private static JsonNode lastPrompt(JsonNode turns) {
        boolean answered = false;
        for (int i = turns.size() - 1; i >= 0; i--) {
            String role = turns.path(i).path("role").asText();
            if (answered && role.equals("user")) {
                return turns.path(i).path("content");
            }
            answered |= role.equals("assistant");
        }
        return turns.path(-1);
    }

    private static void markLast(JsonNode blocks) {
        if (blocks.path(blocks.size() - 1) instanceof ObjectNode block) {
            mark(block);
        }
    }

    private static void mark(ObjectNode object) {
        object.putObject(FIELD).put("type", "ephemeral");
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

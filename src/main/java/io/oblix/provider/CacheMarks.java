package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Anthropic's {@code cache_control} where OpenAI's clients put it, by the convention of LiteLLM and OpenRouter: on
 * messages, their parts, and tools.
 */
public final class CacheMarks {

    public static final String FIELD = "cache_control";

    private CacheMarks() {}

    /** All marks of a request, valid or not, except one at its top. */
    public static List<JsonNode> of(JsonNode source) {
        List<JsonNode> marks = new ArrayList<>();
        for (JsonNode message : source.path("messages")) {
            add(message, marks);
            if (message.path("content").isArray()) {
                message.path("content").forEach(part -> add(part, marks));
            }
        }
        for (JsonNode tool : source.path("tools")) {
            add(tool, marks);
            add(tool.path("function"), marks);
            add(tool.path("custom"), marks);
        }
        source.path("functions").forEach(function -> add(function, marks));
        return marks;
    }

    private static void add(JsonNode object, List<JsonNode> marks) {
        if (object.hasNonNull(FIELD)) {
            marks.add(object.path(FIELD));
        }
    }
}

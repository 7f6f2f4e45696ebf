package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Where OpenAI's clients put Anthropic's {@code cache_control}: on messages, on their parts, and on tools. */
public final class CacheMarks {

    public static final String FIELD = "cache_control";

    private CacheMarks() {}

    /** All of a request but one at its top, whatever they look like. */
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

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request to Claude as it grows: the caller's fields on one side, what will be sent on the other, and the names of
 * the fields that were dropped or could only be approximated.
 */
final class ClaudeDraft {

    /** The list goes out in a header; a caller with a thousand unknown fields gets no header of that size. */
    private static final int MAX_IGNORED = 32;

    private static final int MAX_NAME = 64;

    private final ObjectNode source;
    private final ClaudeModel model;
    private final ObjectNode body = Json.object();
    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final Set<String> ignored = new TreeSet<>();

    /** @param source the caller's request, never to be changed */
    ClaudeDraft(ObjectNode source, ClaudeModel model) {
        this.source = source;
        this.model = model;
    }

    /** A field of the caller's; a missing node when it is absent. */
    JsonNode asked(String field) {
        return source.path(field);
    }

    ObjectNode source() {
        return source;
    }

    ClaudeModel model() {
        return model;
    }

    ObjectNode body() {
        return body;
    }

    /** Text blocks. */
    ArrayNode system() {
        return system;
    }

    /** Tells the model in words what the API has no field for. */
    void instruct(String text) {
        system.add(OpenAiToClaudeContent.text(text));
    }

    /** Names a field that was dropped or approximated. */
    void ignore(String field) {
        if (ignored.size() < MAX_IGNORED) {
            ignored.add(isHeaderText(field) ? field : "unprintable");
        }
    }

    List<String> ignoredParams() {
        return List.copyOf(ignored);
    }

    /** The names are the caller's and go into a header: nothing may break its line or its list. */
    private static boolean isHeaderText(String field) {
        return !field.isEmpty()
                && field.length() <= MAX_NAME
                && field.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ',');
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;

/**
 * A request to Claude in the making, which {@link OpenAiToClaudeRequest} passes from step to step.
 *
 * @param source the client's request; never changed
 * @param body what will be sent
 * @param system the text blocks of the system prompt so far
 * @param toolNames of the client's request
 * @param ignored the client's fields that were dropped or approximated
 */
record ClaudeDraft(
        ObjectNode source,
        ClaudeModel model,
        ClaudeSettings settings,
        ObjectNode body,
        ArrayNode system,
        ToolNames toolNames,
        IgnoredParams ignored) {

    ClaudeDraft(ObjectNode source, ClaudeModel model, ClaudeSettings settings) {
        this(
                source,
                model,
                settings,
                Json.object(),
                Json.MAPPER.createArrayNode(),
                new ToolNames(source),
                new IgnoredParams());
    }

    /** A field of the client's request; a missing node if it is absent. */
    JsonNode asked(String field) {
        return source.path(field);
    }

    /** Adds a sentence to the system prompt, for what the API has no field for. */
    void instruct(String text) {
        system.addObject().put("type", "text").put("text", text);
    }

    void ignore(String field) {
        ignored.add(field);
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.IgnoredParams;

/**
 * A request to Claude in the making: the client's fields on one side, what will be sent on the other, and the names of
 * the fields that were dropped or approximated. {@link OpenAiToClaudeRequest} passes it from step to step.
 */
final class ClaudeDraft {

    private final ObjectNode source;
    private final ClaudeModel model;
    private final ClaudeSettings settings;
    private final ObjectNode body = Json.object();
    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final IgnoredParams ignored = new IgnoredParams();

    /** @param source the client's request; never changed */
    ClaudeDraft(ObjectNode source, ClaudeModel model, ClaudeSettings settings) {
        this.source = source;
        this.model = model;
        this.settings = settings;
    }

    /** A field of the client's request; a missing node if it is absent. */
    JsonNode asked(String field) {
        return source.path(field);
    }

    ObjectNode source() {
        return source;
    }

    ClaudeModel model() {
        return model;
    }

    ClaudeSettings settings() {
        return settings;
    }

    ObjectNode body() {
        return body;
    }

    /** The text blocks of the system prompt so far. */
    ArrayNode system() {
        return system;
    }

    /** Adds a sentence to the system prompt, for what the API has no field for. */
    void instruct(String text) {
        system.addObject().put("type", "text").put("text", text);
    }

    /** Lists a field that was dropped or approximated. */
    void ignore(String field) {
        ignored.add(field);
    }

    IgnoredParams ignored() {
        return ignored;
    }
}

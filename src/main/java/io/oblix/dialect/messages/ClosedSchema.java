package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;

/** Whether a schema is what OpenAI calls strict: each object names all its fields as required and allows no others. */
final class ClosedSchema {

    private ClosedSchema() {}

    static boolean isClosed(JsonNode schema) {
        if (schema.isObject() && "object".equals(Json.text(schema, "type"))) {
            boolean closed = schema.path("additionalProperties").isBoolean()
                    && !schema.path("additionalProperties").booleanValue()
                    && schema.path("required").size()
                            == schema.path("properties").size();
            if (!closed) {
                return false;
            }
        }
        for (JsonNode inner : schema) {
            if (inner.isContainerNode() && !isClosed(inner)) {
                return false;
            }
        }
        return true;
    }
}

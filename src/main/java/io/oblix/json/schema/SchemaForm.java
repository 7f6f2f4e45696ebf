package io.oblix.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the types of the keywords that hold a JSON schema of draft 2020-12 together: a malformed part would be lost in
 * translation.
 *
 * @param param the parameter that holds the schema
 * @param intro how a refusal begins
 */
public record SchemaForm(String param, @Nullable String code, String intro) {

    /** @throws RequestProblem if a keyword is malformed */
    public void check(JsonNode schema) {
        check(schema, "schema");
    }

    private void check(JsonNode schema, String name) {
        if (schema.isBoolean()) {
            return;
        }
        demand(schema.isObject(), name, "an object", schema);
        for (Map.Entry<String, JsonNode> field : ((ObjectNode) schema).properties()) {
            check(field.getKey(), field.getValue());
        }
    }

    private void check(String keyword, JsonNode value) {
        switch (keyword) {
            case "properties", "$defs", "definitions" -> {
                demand(value.isObject(), keyword, "an object", value);
                value.forEach(schema -> check(schema, keyword));
            }
            case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                demand(value.isArray() && !value.isEmpty(), keyword, "an array of schemas", value);
                value.forEach(schema -> check(schema, keyword));
            }
            case "items", "additionalProperties" -> check(value, keyword);
            case "required", "enum" -> demand(value.isArray(), keyword, "an array", value);
            case "$ref" -> demand(value.isTextual(), keyword, "a string", value);
            case "type" -> demand(value.isTextual() || value.isArray(), keyword, "a string or an array", value);
            default -> {
                // Holds no other schema.
            }
        }
    }

    private void demand(boolean met, String keyword, String expected, JsonNode actual) {
        if (!met) {
            throw RequestProblem.invalid(
                    param,
                    code,
                    intro + ": '" + keyword + "' must be " + expected + ", not " + Json.typeOf(actual) + ".");
        }
    }
}

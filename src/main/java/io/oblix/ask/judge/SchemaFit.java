package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether JSON fits a schema, as far as the usual words of schemas go: types, required and further properties, entries,
 * enums, alternatives and references within the schema. The rest counts as fitting. The schema is a client's, so patterns
 * are not tried, nothing is fetched, and after some thousand steps everything fits.
 */
final class SchemaFit {

    private static final int MAX_STEPS = 20_000;
    private static final int MAX_DEPTH = 200;

    private final JsonNode root;
    private int steps;

    private SchemaFit(JsonNode root) {
        this.root = root;
    }

    static boolean fits(JsonNode value, JsonNode schema) {
        return new SchemaFit(schema).fits(value, schema, 0);
    }

    private boolean fits(JsonNode value, JsonNode schema, int depth) {
        if (++steps > MAX_STEPS || depth > MAX_DEPTH) {
            return true;
        }
        if (!schema.isObject()) {
            return !schema.isBoolean() || schema.booleanValue();
        }
        JsonNode referred = referred(schema.path("$ref").textValue());
        if (referred != null && !fits(value, referred, depth + 1)) {
            return false;
        }
        if (value.isNull() && schema.path("nullable").asBoolean(false)) {
            return true;
        }
        return isOfType(value, schema.path("type"))
                && isAmong(value, schema)
                && (!value.isObject() || properties(value, schema, depth))
                && (!value.isArray() || entries(value, schema.path("items"), depth))
                && alternatives(value, schema, depth);
    }

    private @Nullable JsonNode referred(@Nullable String reference) {
        if (reference == null || !reference.startsWith("#")) {
            return null;
        }
        String pointer = reference.substring(1);
        JsonNode found = pointer.isEmpty() || pointer.startsWith("/") ? root.at(pointer) : null;
        return found == null || found.isMissingNode() ? null : found;
    }

    private static boolean isOfType(JsonNode value, JsonNode types) {
        if (types.isTextual()) {
            return isOf(value, types.textValue());
        }
        boolean any = !types.isArray();
        for (JsonNode type : types) {
            any |= isOf(value, type.asText());
        }
        return any;
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.doubleValue() % 1 == 0);
            default -> true;
        };
    }

    private static boolean isAmong(JsonNode value, JsonNode schema) {
        if (schema.has("const") && !schema.path("const").equals(value)) {
            return false;
        }
        boolean any = !schema.path("enum").isArray();
        for (JsonNode allowed : schema.path("enum")) {
            any |= allowed.equals(value);
        }
        return any;
    }

    private boolean properties(JsonNode value, JsonNode schema, int depth) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                return false;
            }
        }
        JsonNode known = schema.path("properties");
        boolean closed = schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").booleanValue()
                && schema.path("patternProperties").isEmpty();
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            JsonNode of = known.path(property.getKey());
            if (of.isMissingNode() ? closed : !fits(property.getValue(), of, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean entries(JsonNode value, JsonNode items, int depth) {
        for (JsonNode entry : value) {
            if (!fits(entry, items, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean alternatives(JsonNode value, JsonNode schema, int depth) {
        for (JsonNode each : schema.path("allOf")) {
            if (!fits(value, each, depth + 1)) {
                return false;
            }
        }
        for (String word : new String[] {"anyOf", "oneOf"}) {
            boolean any = !schema.path(word).isArray() || schema.path(word).isEmpty();
            for (JsonNode each : schema.path(word)) {
                any = any || fits(value, each, depth + 1);
            }
            if (!any) {
                return false;
            }
        }
        return true;
    }
}

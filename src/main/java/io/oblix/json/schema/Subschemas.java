package io.oblix.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas directly within a schema, in all drafts from 4 on: a value of {@code default} or {@code enum} is data,
 * whatever it looks like.
 */
@SuppressWarnings("ReferenceEquality") // An unchanged schema is the same object.
public final class Subschemas {

    /** What becomes of a schema within another. */
    @FunctionalInterface
    public interface Change {

        /**
         * @param keyword that holds the schema
         * @return the schema itself if it stays; null if it is left out
         */
        @Nullable JsonNode of(String keyword, JsonNode schema);
    }

    private Subschemas() {}

    /** The schema itself if nothing changes, else a copy that shares what stays. */
    public static ObjectNode map(ObjectNode schema, Change change) {
        ObjectNode copy = null;
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String keyword = field.getKey();
            JsonNode value = field.getValue();
            JsonNode changed =
                    switch (keyword) {
                        case "items" -> value.isArray() ? each(keyword, value, change) : change.of(keyword, value);
                        case "additionalItems",
                                "additionalProperties",
                                "contains",
                                "contentSchema",
                                "else",
                                "if",
                                "not",
                                "propertyNames",
                                "then",
                                "unevaluatedItems",
                                "unevaluatedProperties" -> change.of(keyword, value);
                        case "allOf", "anyOf", "oneOf", "prefixItems" -> each(keyword, value, change);
                        case "$defs",
                                "definitions",
                                "dependencies",
                                "dependentSchemas",
                                "patternProperties",
                                "properties" -> byName(keyword, value, change);
                        default -> value;
                    };
            if (changed != value) {
                copy = copy == null ? copy(schema) : copy;
                set(keyword, changed, copy);
            }
        }
        return copy == null ? schema : copy;
    }

    private static JsonNode each(String keyword, JsonNode schemas, Change change) {
        if (!schemas.isArray()) {
            return schemas;
        }
        ArrayNode copy = null;
        for (int i = 0; i < schemas.size(); i++) {
            JsonNode schema = schemas.get(i);
            JsonNode changed = change.of(keyword, schema);
            if (changed != schema && copy == null) {
                copy = Json.MAPPER.createArrayNode();
                for (int before = 0; before < i; before++) {
                    copy.add(schemas.get(before));
                }
            }
            if (copy != null && changed != null) {
                copy.add(changed);
            }
        }
        return copy == null ? schemas : copy;
    }

    private static JsonNode byName(String keyword, JsonNode schemas, Change change) {
        if (!(schemas instanceof ObjectNode object)) {
            return schemas;
        }
        ObjectNode copy = null;
        for (Map.Entry<String, JsonNode> named : object.properties()) {
            JsonNode changed = change.of(keyword, named.getValue());
            if (changed != named.getValue()) {
                copy = copy == null ? copy(object) : copy;
                set(named.getKey(), changed, copy);
            }
        }
        return copy == null ? schemas : copy;
    }

    private static void set(String name, @Nullable JsonNode value, ObjectNode copy) {
        if (value == null) {
            copy.remove(name);
        } else {
            copy.set(name, value);
        }
    }

    private static ObjectNode copy(ObjectNode object) {
        return Json.object().setAll(object);
    }
}

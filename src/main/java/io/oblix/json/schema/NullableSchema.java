package io.oblix.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.List;

/** OpenAPI's {@code nullable} in the words of JSON Schema. */
final class NullableSchema {

    /** What refuses null on its own, whatever stands beside it. */
    private static final List<String> REFUSING = List.of("oneOf", "allOf", "const", "$ref", "not", "if");

    /** What says nothing of the value, or is a target of references, and stays where it is. */
    private static final List<String> OUTSIDE = List.of(
            "$schema",
            "$id",
            "$anchor",
            "$defs",
            "definitions",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly");

    private NullableSchema() {}

    /** The same schema, changed, or with another one in it, that allows null too. */
    static ObjectNode of(ObjectNode schema) {
        if (REFUSING.stream().anyMatch(schema::has)) {
            return wrapped(schema);
        }
        JsonNode type = schema.path("type");
        if (type.isTextual() || type.isArray()) {
            ArrayNode types = Json.MAPPER.createArrayNode();
            addAll(type, types);
            schema.set("type", withOnce(types, Json.object().textNode("null")));
        }
        if (schema.path("enum").isArray()) {
            ArrayNode values = schema.path("enum").deepCopy();
            schema.set("enum", withOnce(values, Json.object().nullNode()));
        }
        if (schema.path("anyOf").isArray()) {
            ArrayNode alternatives = schema.path("anyOf").deepCopy();
            schema.set("anyOf", withOnce(alternatives, ofNull()));
        }
        return schema;
    }

    private static ObjectNode wrapped(ObjectNode schema) {
        ObjectNode outside = Json.object();
        for (String keyword : OUTSIDE) {
            JsonNode value = schema.remove(keyword);
            if (value != null) {
                outside.set(keyword, value);
            }
        }
        outside.putArray("anyOf").add(schema).add(ofNull());
        return outside;
    }

    private static ObjectNode ofNull() {
        return Json.object().put("type", "null");
    }

    private static void addAll(JsonNode oneOrMore, ArrayNode list) {
        if (oneOrMore.isArray()) {
            oneOrMore.forEach(list::add);
        } else {
            list.add(oneOrMore);
        }
    }

    private static ArrayNode withOnce(ArrayNode list, JsonNode element) {
        return list.valueStream().anyMatch(element::equals) ? list : list.add(element);
    }
}

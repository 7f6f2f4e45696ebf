package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.schema.Draft2020;
import io.oblix.json.schema.Subschemas;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas as Ollama reads them. Those of tools go into Go structs
 * (https://github.com/ollama/ollama/blob/main/api/types.go, {@code ToolFunctionParameters} and {@code ToolProperty}),
 * which refuse the whole request for one value of another type; those of answers into llama.cpp's grammar
 * (json-schema-to-grammar.cpp). Neither knows a schema that is only true or false.
 */
final class OllamaSchema {

    /** Who reads the schema. */
    private enum Reader {
        GO,
        GRAMMAR
    }

    /** Where these are something else, as in a property of draft 3 that says {@code "required": true}, they are left out. */
    private static final List<String> ARRAYS = List.of("required", "enum", "anyOf", "oneOf", "allOf");

    /** Where a schema that allows nothing cannot be left out: references name it, or without it anything is allowed. */
    private static final Set<String> NEEDED = Set.of("$defs", "definitions", "allOf", "prefixItems");

    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    private OllamaSchema() {}

    /** The schema itself if it can be read as it is. */
    static ObjectNode ofTool(ObjectNode schema) {
        ObjectNode tidy = tidy((ObjectNode) Draft2020.of(schema), Reader.GO);
        JsonNode type = tidy.path("type");
        if (!type.isArray()) {
            return tidy;
        }
        // The outermost type is one string; null beside it means that there may be no arguments.
        return copy(tidy).put("type", "object");
    }

    /** The schema itself if it can be read as it is. */
    static ObjectNode ofAnswer(ObjectNode schema) {
        return tidy((ObjectNode) Draft2020.of(schema), Reader.GRAMMAR);
    }

    private static ObjectNode tidy(ObjectNode schema, Reader reader) {
        ObjectNode tidy = Subschemas.map(schema, (keyword, within) -> within(keyword, within, reader));
        for (String keyword : CHOICES) {
            if (tidy.path(keyword).isArray()
                    && tidy.path(keyword).isEmpty()
                    && !schema.path(keyword).isEmpty()) {
                tidy = copy(tidy);
                tidy.putArray(keyword).add(nothing());
            }
        }
        for (String keyword : ARRAYS) {
            JsonNode array = schema.path(keyword);
            if (!array.isMissingNode() && !array.isArray()) {
                tidy = copy(tidy);
                tidy.remove(keyword);
            }
        }
        JsonNode required = schema.path("required");
        if (required.isArray() && !required.valueStream().allMatch(name -> isPossible(name, schema))) {
            tidy = copy(tidy);
            ArrayNode possible = tidy.putArray("required");
            required.valueStream().filter(name -> isPossible(name, schema)).forEach(possible::add);
        }
        if (schema.path("prefixItems").isArray() && (reader == Reader.GO || schema.has("items"))) {
            // Go drops the one, and takes any value for the other; the grammar prefers the other.
            tidy = copy(tidy);
            tidy.set("items", tidy.remove("prefixItems"));
        }
        return tidy;
    }

    private static @Nullable JsonNode within(String keyword, JsonNode schema, Reader reader) {
        if (schema instanceof ObjectNode object) {
            return tidy(object, reader);
        } else if (!schema.isBoolean() || keyword.startsWith("additional") || keyword.startsWith("unevaluated")) {
            return schema;
        }
        if (schema.booleanValue()) {
            return Json.object();
        }
        return NEEDED.contains(keyword) ? nothing() : null;
    }

    /** False for a property that is left out. */
    private static boolean isPossible(JsonNode name, ObjectNode schema) {
        return name.isTextual()
                && schema.path("properties").path(name.textValue()).asBoolean(true);
    }

    /** The schema {@code false} in other words. */
    private static ObjectNode nothing() {
        ObjectNode nothing = Json.object();
        nothing.putObject("not");
        return nothing;
    }

    private static ObjectNode copy(ObjectNode schema) {
        return Json.object().setAll(schema);
    }
}

package io.oblix.provider.claude.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A JSON schema as Anthropic's structured outputs accept it: types, properties, references, alternatives and a few
 * formats, with every object closed. Other keywords go into the description for the model to read, as Anthropic's
 * clients do it (transform-json-schema.ts in anthropic-sdk-typescript). Recursion is left for Anthropic to reject. An
 * object with properties of any name cannot be expressed: it is closed, and its description says what it was.
 *
 * <p>One instance counts what Anthropic limits per request over all the schemas that it transforms.
 */
public final class StrictSchema {

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private static final Set<String> COMBINATIONS = Set.of("anyOf", "oneOf", "allOf");

    /** Keywords that constrain a value; all others only describe it. */
    private static final Set<String> DEMANDS = Set.of("""
            minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format
            minItems maxItems uniqueItems contains prefixItems minProperties maxProperties propertyNames
            dependentRequired dependentSchemas not if then else
            """.split("\\s+"));

    private int optionalParameters;
    private int unionParameters;
    private boolean narrower;
    private boolean looser;

    public int optionalParameters() {
        return optionalParameters;
    }

    public int unionParameters() {
        return unionParameters;
    }

    /** Whether some object may no longer have all the properties that it could have. */
    public boolean isNarrower() {
        return narrower;
    }

    /** Whether some constraint is now only part of a description. */
    public boolean isLooser() {
        return looser;
    }

    /** A new schema, which shares its unchanged parts with the old one. */
    public JsonNode transform(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode strict = Json.object();
        definitions("$defs", schema, strict);
        definitions("definitions", schema, strict);
        if (schema.has("$ref")) {
            return strict.set("$ref", schema.path("$ref"));
        }
        boolean isObject = is("object", schema) || (!schema.has("type") && schema.has("properties"));
        StringJoiner rest = new StringJoiner(", ", "{", "}");
        rest.setEmptyValue("");
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "$schema", "$defs", "definitions", "description" -> {
                    // Meaningless here, or handled elsewhere.
                }
                case "type" -> {
                    if (!isTypeImplied(schema)) {
                        strict.set("type", value);
                    }
                }
                case "title", "enum", "const" -> strict.set(field.getKey(), value);
                case "anyOf", "oneOf" -> strict.set("anyOf", each(value));
                case "allOf" -> strict.set("allOf", each(value));
                default -> {
                    if (!structure(field.getKey(), value, schema, isObject, strict)) {
                        rest.add(field.getKey() + ": " + value);
                        looser |= DEMANDS.contains(field.getKey());
                    }
                }
            }
        }
        if (isObject && close(schema, strict)) {
            narrower = true;
            if (!schema.has("additionalProperties") && !schema.has("patternProperties")) {
                rest.add("additionalProperties: true");
            }
        }
        describe(
                schema.path("description").isTextual()
                        ? schema.path("description").textValue()
                        : "",
                rest.toString(),
                strict);
        return strict;
    }

    /**
     * An object described by alternatives is not closed itself, or it would match none of them.
     *
     * @return whether it could have properties of any name
     */
    private static boolean close(JsonNode schema, ObjectNode strict) {
        boolean listed = schema.has("properties");
        if (isTypeImplied(schema) && !listed) {
            return false;
        }
        if (!isTypeImplied(schema) && !strict.has("type")) {
            strict.put("type", "object");
        }
        strict.withObjectProperty("properties");
        strict.put("additionalProperties", false);
        JsonNode others = schema.path("additionalProperties");
        boolean anyOther = others.isObject() || others.asBoolean(false) || schema.has("patternProperties");
        return anyOther || (!listed && !others.isBoolean());
    }

    /** Alternatives and lists of values imply their type. */
    private static boolean isTypeImplied(JsonNode schema) {
        return schema.has("enum")
                || schema.has("const")
                || COMBINATIONS.stream().anyMatch(schema::has);
    }

    /** Copies a keyword that Anthropic accepts for the schema's type; false if it does not. */
    private boolean structure(String keyword, JsonNode value, JsonNode schema, boolean isObject, ObjectNode strict) {
        if (isObject && keyword.equals("additionalProperties")) {
            return value.isBoolean() && !value.booleanValue();
        }
        boolean accepted =
                switch (keyword) {
                    case "properties", "required" -> isObject;
                    case "items" -> is("array", schema);
                    case "minItems" -> is("array", schema) && value.asInt(-1) >= 0 && value.asInt() <= 1;
                    case "format" -> is("string", schema) && FORMATS.contains(value.asText());
                    default -> false;
                };
        if (accepted) {
            JsonNode copy =
                    switch (keyword) {
                        case "properties" -> properties(value, schema.path("required"));
                        case "items" -> transform(value);
                        default -> value;
                    };
            strict.set(keyword, copy);
        }
        return accepted;
    }

    private ObjectNode properties(JsonNode properties, JsonNode required) {
        ObjectNode strict = Json.object();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            JsonNode schema = property.getValue();
            optionalParameters += contains(required, property.getKey()) ? 0 : 1;
            unionParameters += schema.has("anyOf")
                            || schema.has("oneOf")
                            || schema.path("type").isArray()
                    ? 1
                    : 0;
            strict.set(property.getKey(), transform(schema));
        }
        return strict;
    }

    private void definitions(String field, JsonNode schema, ObjectNode strict) {
        if (schema.path(field).isObject()) {
            ObjectNode definitions = strict.putObject(field);
            schema.path(field)
                    .properties()
                    .forEach(definition -> definitions.set(definition.getKey(), transform(definition.getValue())));
        }
    }

    private ArrayNode each(JsonNode schemas) {
        ArrayNode strict = Json.MAPPER.createArrayNode();
        schemas.forEach(schema -> strict.add(transform(schema)));
        return strict;
    }

    private static boolean is(String type, JsonNode schema) {
        JsonNode declared = schema.path("type");
        return declared.isArray() ? contains(declared, type) : declared.asText().equals(type);
    }

    private static boolean contains(JsonNode texts, String text) {
        for (JsonNode element : texts) {
            if (element.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static void describe(String description, String rest, ObjectNode strict) {
        String all = description.isEmpty() || rest.isEmpty() ? description + rest : description + "\n\n" + rest;
        if (!all.isEmpty()) {
            strict.put("description", all);
        }
    }
}

package io.oblix.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What drafts 3 to 7 and 2019-09, OpenAPI 3.0 and generators in languages without empty objects write otherwise, in the
 * words of draft 2020-12 (https://json-schema.org/draft/2020-12/schema), against which some providers check a schema.
 * {@code definitions} is still a word of that draft and stays, with the references to it.
 */
public final class Draft2020 {

    private static final String NAME = "https://json-schema.org/draft/2020-12/schema";

    /** Keywords whose value may be null. */
    private static final Set<String> DATA = Set.of("const", "default", "type");

    private static final Set<String> TYPES =
            Set.of("array", "boolean", "integer", "null", "number", "object", "string");

    private Draft2020() {}

    /** The schema itself if it is one of that draft already; an array without elements stands for an object. */
    public static JsonNode of(JsonNode schema) {
        return of(schema, new References(schema));
    }

    private static JsonNode of(JsonNode schema, References references) {
        if (!(schema instanceof ObjectNode object)) {
            return schema.isArray() && schema.isEmpty() ? Json.object() : schema;
        }
        ObjectNode upgraded = Subschemas.map(object, (keyword, within) -> of(within, references));
        for (Map.Entry<String, JsonNode> field : upgraded.properties()) {
            if (isOld(field.getKey(), field.getValue())) {
                return rewritten(upgraded, references);
            }
        }
        return upgraded;
    }

    private static boolean isOld(String keyword, JsonNode value) {
        return switch (keyword) {
            case "additionalItems", "dependencies", "nullable", "$recursiveAnchor", "$recursiveRef" -> true;
            case "id" -> value.isTextual();
            case "$schema" -> !value.asText().equals(NAME);
            case "$id" -> !value.isTextual() || value.textValue().contains("#");
            case "exclusiveMinimum", "exclusiveMaximum" -> value.isBoolean() || value.isNull();
            case "items" -> value.isArray() || value.isNull();
            case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired" ->
                value.isNull() || (value.isArray() && value.isEmpty());
            case "type" -> !isTypes(value);
            case "required" -> value.isNull() || hasDuplicates(value);
            case "examples" -> !value.isArray();
            case "description", "title", "$comment" -> !value.isTextual();
            default -> value.isNull() && !DATA.contains(keyword);
        };
    }

    private static ObjectNode rewritten(ObjectNode old, References references) {
        ObjectNode schema = Json.object();
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            String keyword = field.getKey();
            JsonNode value = field.getValue();
            if (!isOld(keyword, value)) {
                schema.set(keyword, value);
                continue;
            }
            switch (keyword) {
                case "id", "$id" -> name(value.asText(), schema, references);
                case "$recursiveRef" -> schema.set("$ref", value);
                case "dependencies" -> dependencies(value, schema);
                case "items" -> tuple(value, old.path("additionalItems"), schema);
                case "properties", "patternProperties", "$defs", "definitions" -> {
                    if (value.isArray()) {
                        schema.putObject(keyword);
                    }
                }
                case "type" -> types(value, schema);
                case "required" -> addEach(value, schema, keyword);
                case "examples" -> {
                    if (!value.isNull()) {
                        schema.putArray(keyword).add(value);
                    }
                }
                case "description", "title", "$comment" -> {
                    if (value.isValueNode() && !value.isNull()) {
                        schema.put(keyword, value.asText());
                    }
                }
                default -> {
                    // Null means absent, the name of another draft nothing, and the rest is put in below.
                }
            }
        }
        limit("exclusiveMinimum", "minimum", old, schema);
        limit("exclusiveMaximum", "maximum", old, schema);
        return old.path("nullable").asBoolean(false) ? NullableSchema.of(schema) : schema;
    }

    /** Until draft 6, a limit was a number, and whether it is excluded a boolean beside it. */
    private static void limit(String exclusive, String inclusive, ObjectNode old, ObjectNode schema) {
        if (old.path(exclusive).isBoolean()
                && old.path(exclusive).booleanValue()
                && old.path(inclusive).isNumber()) {
            schema.remove(inclusive);
            schema.set(exclusive, old.path(inclusive));
        }
    }

    /** Until 2019-09, the schemas of a tuple's places were a list in {@code items}. */
    private static void tuple(JsonNode places, JsonNode others, ObjectNode schema) {
        if (places.isArray() && !places.isEmpty()) {
            schema.set("prefixItems", places);
        }
        if (places.isArray() && !others.isMissingNode() && !others.isNull()) {
            schema.set("items", others);
        }
    }

    /** Until draft 7, {@code "#name"} as an id was what is an anchor now; an address means something to references only. */
    private static void name(String id, ObjectNode schema, References references) {
        int fragment = id.indexOf('#');
        String address = fragment < 0 ? id : id.substring(0, fragment);
        if (references.need(address)) {
            schema.put("$id", address);
        }
        if (fragment >= 0 && fragment < id.length() - 1) {
            schema.put("$anchor", id.substring(fragment + 1));
        }
    }

    private static void dependencies(JsonNode dependencies, ObjectNode schema) {
        for (Map.Entry<String, JsonNode> dependency : dependencies.properties()) {
            JsonNode value = dependency.getValue();
            if (value.isTextual()) {
                schema.withObjectProperty("dependentRequired")
                        .putArray(dependency.getKey())
                        .add(value);
            } else {
                schema.withObjectProperty(value.isArray() ? "dependentRequired" : "dependentSchemas")
                        .set(dependency.getKey(), value);
            }
        }
    }

    private static boolean isTypes(JsonNode types) {
        if (types.isArray()) {
            return !types.isEmpty() && types.valueStream().allMatch(Draft2020::isType) && !hasDuplicates(types);
        }
        // What is neither text nor a list of texts is malformed in every draft.
        return !types.isTextual() || isType(types);
    }

    private static boolean isType(JsonNode type) {
        return !type.isTextual() || TYPES.contains(type.textValue());
    }

    private static void types(JsonNode types, ObjectNode schema) {
        ArrayNode known = Json.MAPPER.createArrayNode();
        for (JsonNode type :
                types.isArray() ? types : Json.MAPPER.createArrayNode().add(types)) {
            String name = typeName(type.asText());
            if (name.equals("any")) {
                return;
            }
            known.add(name);
        }
        if (types.isTextual()) {
            schema.set("type", known.get(0));
        } else if (!known.isEmpty()) {
            addEach(known, schema, "type");
        }
    }

    /** A name that no draft has is left for the provider to judge, except the ones that languages give their types. */
    private static String typeName(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "any", "mixed", "unknown" -> "any";
            case "str" -> "string";
            case "int", "long" -> "integer";
            case "float", "double", "decimal" -> "number";
            case "bool" -> "boolean";
            case "list", "tuple" -> "array";
            case "dict", "map" -> "object";
            case "none" -> "null";
            default -> TYPES.contains(name) ? name : type;
        };
    }

    private static boolean hasDuplicates(JsonNode elements) {
        if (!elements.isArray() || elements.size() < 2) {
            return false;
        }
        Set<JsonNode> seen = new HashSet<>();
        return !elements.valueStream().allMatch(seen::add);
    }

    /** Without duplicates. */
    private static void addEach(JsonNode elements, ObjectNode schema, String keyword) {
        if (elements.isArray()) {
            Set<JsonNode> seen = new HashSet<>();
            ArrayNode unique = schema.putArray(keyword);
            elements.valueStream().filter(seen::add).forEach(unique::add);
        }
    }
}

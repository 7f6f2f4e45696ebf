package io.oblix.provider.claude.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schema of a tool's arguments as Anthropic requires it: an object, without alternatives or a reference at its top
 * (https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools). Alternatives are merged: all their
 * properties are allowed, and those are required that every alternative requires. The result allows everything that
 * the original allows, and more.
 */
public final class ToolSchema {

    private static final List<String> COMBINATIONS = List.of("$ref", "allOf", "anyOf", "oneOf");

    /** A schema with more parts to merge than this refers to itself. */
    private static final int MAX_PARTS = 256;

    private final JsonNode root;
    private int parts;

    private ToolSchema(JsonNode root) {
        this.root = root;
    }

    public static ObjectNode empty() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    /** Whether {@link #of} allows more than the schema does. */
    public static boolean isWidened(JsonNode schema) {
        return schema.has("anyOf") || schema.has("oneOf");
    }

    /** The schema itself if Anthropic accepts it as it is. */
    public static ObjectNode of(ObjectNode schema) {
        if (schema.isEmpty()) {
            return empty();
        }
        if (COMBINATIONS.stream().anyMatch(schema::has)) {
            return new ToolSchema(schema).merged(schema);
        }
        return schema.path("type").asText().equals("object") ? schema : typed(schema);
    }

    /** Anthropic requires the type, which OpenAI takes for granted. */
    private static ObjectNode typed(ObjectNode schema) {
        ObjectNode typed = Json.object();
        typed.setAll(schema);
        return typed.put("type", "object");
    }

    private ObjectNode merged(JsonNode schema) {
        ObjectNode merged = empty();
        ObjectNode properties = (ObjectNode) merged.path("properties");
        Set<String> required = new LinkedHashSet<>();
        if (!(schema instanceof ObjectNode object) || ++parts > MAX_PARTS) {
            return merged;
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            switch (field.getKey()) {
                case "type", "$ref", "allOf", "anyOf", "oneOf" -> {
                    // Merged below.
                }
                case "properties" ->
                    field.getValue().properties().forEach(p -> properties.set(p.getKey(), p.getValue()));
                case "required" -> required.addAll(names(field.getValue()));
                default -> merged.set(field.getKey(), field.getValue());
            }
        }
        if (schema.has("$ref")) {
            overlay(merged(root.at(pointer(schema.path("$ref").asText()))), properties, required);
        }
        for (JsonNode part : schema.path("allOf")) {
            overlay(merged(part), properties, required);
        }
        alternatives(schema.path("anyOf"), properties, required);
        alternatives(schema.path("oneOf"), properties, required);
        if (!required.isEmpty()) {
            ArrayNode names = merged.putArray("required");
            required.forEach(names::add);
        }
        return merged;
    }

    private void alternatives(JsonNode branches, ObjectNode properties, Set<String> required) {
        Set<String> requiredByAll = null;
        for (JsonNode branch : branches) {
            Set<String> ofBranch = new LinkedHashSet<>();
            overlay(merged(branch), properties, ofBranch);
            if (requiredByAll != null) {
                ofBranch.retainAll(requiredByAll);
            }
            requiredByAll = ofBranch;
        }
        if (requiredByAll != null) {
            required.addAll(requiredByAll);
        }
    }

    private static void overlay(ObjectNode over, ObjectNode properties, Set<String> required) {
        over.path("properties").properties().forEach(property -> {
            JsonNode known = properties.get(property.getKey());
            properties.set(property.getKey(), known == null ? property.getValue() : either(known, property.getValue()));
        });
        required.addAll(names(over.path("required")));
    }

    private static JsonNode either(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return one;
        }
        ObjectNode either = Json.object();
        either.putArray("anyOf").add(one).add(other);
        return either;
    }

    private static List<String> names(JsonNode required) {
        return required.valueStream().map(JsonNode::asText).toList();
    }

    /** Only references within the schema are followed. */
    private static String pointer(String reference) {
        return reference.startsWith("#/") ? reference.substring(1) : "/nowhere";
    }
}

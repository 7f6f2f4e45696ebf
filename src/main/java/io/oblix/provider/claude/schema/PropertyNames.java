package io.oblix.provider.claude.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.schema.Subschemas;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one tool whose names Anthropic refuses, {@code $filter} or {@code filter[name]}, and the names that
 * they are sent under. A name always becomes the same one, so that a prompt stays in the cache from turn to turn.
 *
 * @param sent by the client's name
 * @param own the client's, by the name sent
 */
public record PropertyNames(Map<String, String> sent, Map<String, String> own) {

    /** Where every name is accepted. */
    public static final PropertyNames NONE = new PropertyNames(Map.of(), Map.of());

    /** Anthropic's pattern for the names of properties is {@code ^[a-zA-Z0-9_.-]{1,64}$}. */
    static final int MAX_LENGTH = 64;

    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_.-]");

    /** Of the digits that keep changed names apart, with the mark before them. */
    private static final int DIGITS = 9;

    public static PropertyNames of(JsonNode schema) {
        Set<String> refused = new LinkedHashSet<>();
        collect(schema, false, refused);
        if (refused.isEmpty()) {
            return NONE;
        }
        Set<String> taken = new HashSet<>();
        collect(schema, true, taken);
        Map<String, String> sent = new HashMap<>();
        Map<String, String> own = new HashMap<>();
        for (String name : refused) {
            String changed = changed(name, taken);
            sent.put(name, changed);
            own.put(changed, name);
        }
        return new PropertyNames(sent, own);
    }

    private static void collect(JsonNode schema, boolean accepted, Set<String> names) {
        if (schema instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property :
                    object.path("properties").properties()) {
                if (isAccepted(property.getKey()) == accepted) {
                    names.add(property.getKey());
                }
            }
            Subschemas.map(object, (keyword, within) -> {
                collect(within, accepted, names);
                return within;
            });
        }
    }

    static boolean isAccepted(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_LENGTH;
    }

    private static String changed(String name, Set<String> taken) {
        String clean = NOT_ALLOWED.matcher(name).replaceAll("_");
        String begin = clean.substring(0, Math.min(clean.length(), MAX_LENGTH - DIGITS)) + "_";
        int hash = name.hashCode();
        while (!taken.add(begin + String.format("%08x", hash))) {
            hash++;
        }
        return begin + String.format("%08x", hash);
    }

    public boolean isEmpty() {
        return sent.isEmpty();
    }

    /** A schema, with the client's names in the descriptions. */
    public JsonNode inSchema(JsonNode schema) {
        if (isEmpty() || !(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode renamed = Json.object();
        for (Map.Entry<String, JsonNode> field :
                Subschemas.map(object, (keyword, within) -> inSchema(within)).properties()) {
            JsonNode value = field.getValue();
            renamed.set(
                    field.getKey(),
                    switch (field.getKey()) {
                        case "properties" -> properties(value);
                        case "required" -> each(value);
                        case "dependentRequired" -> dependents(value);
                        case "dependentSchemas" -> keys(value, false);
                        case "default", "const", "enum", "examples" -> keys(value, true);
                        case "$ref" -> value.isTextual() ? Json.object().textNode(pointer(value.textValue())) : value;
                        default -> value;
                    });
        }
        return renamed;
    }

    private JsonNode properties(JsonNode properties) {
        ObjectNode renamed = Json.object();
        properties.properties().forEach(property -> {
            String changed = sent.get(property.getKey());
            renamed.set(
                    changed == null ? property.getKey() : changed,
                    changed == null ? property.getValue() : described(property.getValue(), property.getKey()));
        });
        return renamed;
    }

    private static ObjectNode described(JsonNode schema, String name) {
        ObjectNode described = Json.object();
        if (schema instanceof ObjectNode object) {
            described.setAll(object);
        } else if (!schema.asBoolean(true)) {
            described.putObject("not");
        }
        return described.put("description", describe(name, Json.text(schema, "description")));
    }

    /** The description of what goes under another name. */
    public static String describe(String name, @Nullable String description) {
        return "Stands for `" + name + "`." + (description == null ? "" : " " + description);
    }

    private JsonNode each(JsonNode names) {
        ArrayNode renamed = Json.MAPPER.createArrayNode();
        names.forEach(name -> renamed.add(sent.getOrDefault(name.asText(), name.asText())));
        return renamed;
    }

    private JsonNode dependents(JsonNode dependents) {
        ObjectNode renamed = Json.object();
        dependents
                .properties()
                .forEach(dependent -> renamed.set(
                        sent.getOrDefault(dependent.getKey(), dependent.getKey()), each(dependent.getValue())));
        return renamed;
    }

    /** The arguments of a call, for the model to read. */
    public ObjectNode inArguments(ObjectNode arguments) {
        return isEmpty() ? arguments : (ObjectNode) keys(arguments, true);
    }

    private JsonNode keys(JsonNode value, boolean deep) {
        if (value instanceof ObjectNode object) {
            ObjectNode renamed = Json.object();
            object.properties()
                    .forEach(field -> renamed.set(
                            sent.getOrDefault(field.getKey(), field.getKey()),
                            deep ? keys(field.getValue(), true) : field.getValue()));
            return renamed;
        }
        if (deep && value.isArray()) {
            ArrayNode renamed = Json.MAPPER.createArrayNode();
            value.forEach(element -> renamed.add(keys(element, true)));
            return renamed;
        }
        return value;
    }

    /** A reference within the schema, {@code #/properties/a~1b}. */
    private String pointer(String reference) {
        if (!reference.startsWith("#/")) {
            return reference;
        }
        StringBuilder renamed = new StringBuilder("#");
        boolean property = false;
        for (String part : reference.substring(2).split("/", -1)) {
            renamed.append('/').append(property ? sent.getOrDefault(decoded(part), part) : part);
            property = part.equals("properties") || part.equals("dependentSchemas");
        }
        return renamed.toString();
    }

    private static String decoded(String part) {
        String text = part;
        if (part.indexOf('%') >= 0) {
            try {
                text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                return part;
            }
        }
        return text.replace("~1", "/").replace("~0", "~");
    }
}

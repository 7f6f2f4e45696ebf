package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Values of documented fields in the forms that OpenAI documents, for a model that a policy chose. Clients of other
 * servers write some of them otherwise: llama.cpp's schema beside {@code json_object}, Anthropic's {@code tool_choice}.
 */
record OpenAiValues(ObjectNode body, IgnoredParams ignored) {

    private static final Map<String, Set<String>> FORMATS = Map.of(
            "text", Set.of("type"),
            "json_object", Set.of("type"),
            "json_schema", Set.of("type", "json_schema"));

    private static final Set<String> SCHEMA = Set.of("name", "description", "schema", "strict");
    private static final Set<String> STREAM_OPTIONS = Set.of("include_usage", "include_obfuscation");

    /** The tools must have been brought into OpenAI's form before. */
    void fit() {
        fitFormat();
        fitStreamOptions();
        fitToolChoice();
        fitMetadata();
    }

    private void fitFormat() {
        if (!(body.get("response_format") instanceof ObjectNode given)) {
            return;
        }
        Set<String> documented = FORMATS.get(given.path("type").asText());
        if (documented == null) {
            body.remove("response_format");
            ignored.add("response_format");
            return;
        }
        ObjectNode format = Json.object();
        format.setAll(given);
        OpenAiDocumented.keep(format, documented, "response_format.", ignored);
        if (format.get("json_schema") instanceof ObjectNode schema) {
            ObjectNode kept = Json.object();
            kept.setAll(schema);
            OpenAiDocumented.keep(kept, SCHEMA, "response_format.json_schema.", ignored);
            format.set("json_schema", kept);
        }
        body.set("response_format", format);
    }

    /** It is ours already: asking for the usage has made it. */
    private void fitStreamOptions() {
        if (body.get("stream_options") instanceof ObjectNode options) {
            OpenAiDocumented.keep(options, STREAM_OPTIONS, "stream_options.", ignored);
        }
    }

    private void fitToolChoice() {
        JsonNode choice = body.path("tool_choice");
        if (choice.isTextual()) {
            switch (choice.textValue()) {
                case "auto", "none", "required" -> {}
                case "any" -> body.put("tool_choice", "required");
                default -> leaveOutChoice();
            }
        } else if (choice.isObject()) {
            fitToolChoice(choice);
        }
    }

    private void fitToolChoice(JsonNode choice) {
        String type = choice.path("type").asText();
        String name = Json.text(choice.path(type), "name");
        name = name == null ? Json.text(choice, "name") : name;
        if (type.equals("auto") || type.equals("none")) {
            body.put("tool_choice", type);
        } else if (type.equals("any")) {
            body.put("tool_choice", "required");
        } else if (type.equals("allowed_tools")) {
            return;
        } else if (name != null && offered().contains(name)) {
            String kind = type.equals("custom") ? "custom" : "function";
            ObjectNode one = Json.object().put("type", kind);
            one.putObject(kind).put("name", name);
            body.set("tool_choice", one);
        } else {
            leaveOutChoice();
        }
    }

    private void leaveOutChoice() {
        body.remove("tool_choice");
        ignored.add("tool_choice");
    }

    private Set<String> offered() {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : body.path("tools")) {
            String name = Json.text(tool.path(tool.path("type").asText()), "name");
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** "Invalid type for 'metadata.a': expected a string". */
    private void fitMetadata() {
        if (!(body.get("metadata") instanceof ObjectNode given)) {
            return;
        }
        ObjectNode texts = Json.object();
        given.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!value.isNull()) {
                texts.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        });
        body.set("metadata", texts);
    }
}

package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.Set;

/**
 * Checks the types of all fields of a message that OpenAI knows, so that no translation drops what it cannot read. It
 * accepts what conversations with other models contain where OpenAI is stricter: missing ids, arguments as an object, a
 * picture's URL as a plain string. Kinds of content parts are left to the provider.
 */
final class MessageCheck {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private MessageCheck() {}

    static void check(JsonNode message, String param) {
        JsonType.demand(message.isObject(), param, "an object", message);
        role(message, param);
        JsonType.text(message, "name", param);
        JsonType.text(message, "refusal", param);
        JsonType.text(message, "tool_call_id", param);
        JsonNode content = message.get("content");
        if (content != null && !content.isTextual() && !content.isArray() && !content.isNull()) {
            throw RequestProblem.wrongType(
                    param + ".content", "one of a string or array of objects", Json.typeOf(content));
        }
        if (content instanceof ArrayNode parts) {
            for (int i = 0; i < parts.size(); i++) {
                part(parts.get(i), param + ".content[" + i + "]");
            }
        }
        JsonType.array(message, "tool_calls", param);
        JsonNode calls = message.path("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            toolCall(calls.get(i), param + ".tool_calls[" + i + "]");
        }
        JsonType.object(message, "function_call", param);
        if (message.path("function_call").isObject()) {
            function(message.path("function_call"), param + ".function_call");
        }
    }

    private static void role(JsonNode message, String param) {
        JsonNode role = message.get("role");
        if (role == null) {
            throw RequestProblem.missing(param + ".role");
        }
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            throw RequestProblem.invalid(
                    param + ".role",
                    "invalid_value",
                    "Invalid value for '" + param
                            + ".role'. Supported values are: 'system', 'developer', 'user', 'assistant', 'tool', and"
                            + " 'function'.");
        }
    }

    private static void part(JsonNode part, String param) {
        JsonType.demand(part.isObject(), param, "an object", part);
        JsonType.requiredText(part, "type", param);
        switch (part.path("type").textValue()) {
            case "text" -> {
                JsonNode text = part.path("text");
                if (!text.isTextual()) {
                    throw RequestProblem.wrongType(param + ".text", "a string", Json.typeOf(text));
                }
            }
            case "refusal" -> JsonType.requiredText(part, "refusal", param);
            case "image_url" -> {
                if (!part.path("image_url").isTextual()) {
                    required(part, "image_url", param);
                    JsonType.requiredText(part.path("image_url"), "url", param + ".image_url");
                    JsonType.text(part.path("image_url"), "detail", param + ".image_url");
                }
            }
            case "file" -> {
                required(part, "file", param);
                for (String field : new String[] {"file_data", "file_id", "filename"}) {
                    JsonType.text(part.path("file"), field, param + ".file");
                }
            }
            default -> {
                // A kind that some providers know.
            }
        }
    }

    private static void toolCall(JsonNode call, String param) {
        JsonType.demand(call.isObject(), param, "an object", call);
        JsonType.text(call, "id", param);
        JsonType.text(call, "type", param);
        JsonType.object(call, "custom", param);
        if (call.path("custom").isObject()) {
            named(call.path("custom"), param + ".custom");
            JsonType.text(call.path("custom"), "input", param + ".custom");
        } else {
            required(call, "function", param);
            function(call.path("function"), param + ".function");
        }
    }

    private static void function(JsonNode called, String param) {
        named(called, param);
        if (!called.path("arguments").isObject()) {
            JsonType.text(called, "arguments", param);
        }
    }

    private static void named(JsonNode called, String param) {
        JsonType.requiredText(called, "name", param);
        if (called.path("name").textValue().isBlank()) {
            throw RequestProblem.missing(param + ".name");
        }
    }

    private static void required(JsonNode object, String field, String param) {
        if (JsonType.isNothing(object.get(field))) {
            throw RequestProblem.missing(param + "." + field);
        }
        JsonType.object(object, field, param);
    }
}

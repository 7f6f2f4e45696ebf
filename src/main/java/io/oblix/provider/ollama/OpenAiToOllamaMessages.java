package io.oblix.provider.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's messages to Ollama's: the parts of a content become one text and a list of pictures, the arguments of a
 * tool call become an object, and a tool's result learns the name of its tool.
 */
final class OpenAiToOllamaMessages {

    private final ArrayNode source;
    private final Map<String, String> toolNames = new HashMap<>();

    OpenAiToOllamaMessages(ArrayNode source) {
        this.source = source;
    }

    ArrayNode toJson() {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        for (int i = 0; i < source.size(); i++) {
            messages.add(message(source.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private ObjectNode message(JsonNode from, String param) {
        ObjectNode message = Json.object();
        String role = from.path("role").asText();
        message.put("role", role(role));
        content(from.path("content"), message, param + ".content");
        String reasoning = Json.text(from, "reasoning_content");
        if (reasoning == null) {
            reasoning = Json.text(from, "reasoning");
        }
        if (reasoning != null && role.equals("assistant")) {
            message.put("thinking", reasoning);
        }
        String refusal = Json.text(from, "refusal");
        if (refusal != null && message.path("content").asText().isEmpty()) {
            message.put("content", refusal);
        }
        toolCalls(from, message);
        toolResult(from, role, message);
        return message;
    }

    private static String role(String role) {
        return switch (role) {
            case "developer" -> "system";
            case "function" -> "tool";
            default -> role;
        };
    }

    private static void content(JsonNode content, ObjectNode message, String param) {
        if (!content.isArray()) {
            message.put("content", content.isTextual() ? content.textValue() : "");
            return;
        }
        StringBuilder text = new StringBuilder();
        ArrayNode images = Json.MAPPER.createArrayNode();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String type = String.valueOf(Json.text(part, "type"));
            switch (type) {
                case "text", "refusal" -> {
                    String piece = Json.text(part, type);
                    text.append(text.isEmpty() ? "" : "\n").append(piece == null ? "" : piece);
                }
                case "image_url" -> images.add(image(part.path("image_url"), param + "[" + i + "]"));
                default ->
                    throw RequestProblem.invalid(
                            param + "[" + i + "]",
                            "unsupported_value",
                            "Ollama's models read text and pictures; a part of the type '" + type + "' would be lost.");
            }
        }
        message.put("content", text.toString());
        if (!images.isEmpty()) {
            message.set("images", images);
        }
    }

    /** Ollama takes the bytes alone; fetching a URL for it would let a caller reach into this network. */
    private static String image(JsonNode image, String param) {
        String url = image.isTextual() ? image.textValue() : String.valueOf(Json.text(image, "url"));
        int comma = url.indexOf(',');
        if (!url.startsWith("data:image/")
                || comma < 0
                || !url.substring(0, comma).endsWith(";base64")) {
            throw RequestProblem.invalid(
                    param,
                    "unsupported_value",
                    "Ollama takes pictures as base64 data, not from a URL: send a data:image/...;base64, URI.");
        }
        return url.substring(comma + 1);
    }

    private void toolCalls(JsonNode from, ObjectNode message) {
        ArrayNode calls = Json.MAPPER.createArrayNode();
        for (JsonNode call : from.path("tool_calls")) {
            calls.add(toolCall(Json.text(call, "id"), call.has("custom") ? custom(call) : call.path("function")));
        }
        if (from.path("function_call").isObject()) {
            calls.add(toolCall(null, from.path("function_call")));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    /** A call of a custom tool, whose input is plain text. */
    private static ObjectNode custom(JsonNode call) {
        ObjectNode function = Json.object();
        function.put("name", call.path("custom").path("name").asText());
        function.putObject("arguments").set("input", call.path("custom").path("input"));
        return function;
    }

    private ObjectNode toolCall(@Nullable String id, JsonNode function) {
        ObjectNode call = Json.object();
        String name = function.path("name").asText();
        if (id != null) {
            call.put("id", id);
            toolNames.put(id, name);
        }
        call.putObject("function").put("name", name).set("arguments", arguments(function.path("arguments")));
        return call;
    }

    /** An object; what a model left half said is kept under a name rather than lost. */
    private static ObjectNode arguments(JsonNode arguments) {
        if (arguments instanceof ObjectNode object) {
            return object;
        }
        String text = arguments.asText("");
        if (text.isBlank()) {
            return Json.object();
        }
        JsonNode parsed = parse(text);
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = Json.object();
        if (parsed == null) {
            return wrapped.put("raw_arguments", text);
        }
        wrapped.set("value", parsed);
        return wrapped;
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException truncated) {
            return null;
        }
    }

    private void toolResult(JsonNode from, String role, ObjectNode message) {
        if (role.equals("function")) {
            message.put("tool_name", from.path("name").asText());
        }
        String id = Json.text(from, "tool_call_id");
        if (role.equals("tool") && id != null) {
            message.put("tool_call_id", id);
            String name = toolNames.get(id);
            if (name != null) {
                message.put("tool_name", name);
            }
        }
    }
}

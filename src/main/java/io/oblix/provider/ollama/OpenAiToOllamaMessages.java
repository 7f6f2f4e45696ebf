package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.DataUri;
import io.oblix.chat.PicturePart;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ToolCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's messages to Ollama's (https://github.com/ollama/ollama/blob/main/docs/api.md): content parts become one text
 * and a list of images, the arguments of a tool call become an object, and a tool's result gets the name of the tool.
 */
final class OpenAiToOllamaMessages {

    /** What Ollama's runners can decode. */
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/webp");

    private final ArrayNode source;
    private final Map<String, String> toolNames = new HashMap<>();

    /** The tools whose calls have no result yet, in order, for results without the id of their call. */
    private final Deque<String> unanswered = new ArrayDeque<>();

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
            message.set("content", content.isTextual() ? content : TextNode.valueOf(""));
            return;
        }
        StringBuilder text = new StringBuilder();
        ArrayNode images = Json.MAPPER.createArrayNode();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = PicturePart.inChat(content.get(i));
            String type = String.valueOf(Json.text(part, "type"));
            switch (type) {
                case "text", "refusal", "input_text", "output_text" -> {
                    String piece = Json.text(part, type.equals("refusal") ? type : "text");
                    text.append(text.isEmpty() ? "" : "\n").append(piece == null ? "" : piece);
                }
                case "image_url" -> images.add(image(part.path("image_url"), param + "[" + i + "]"));
                default -> {
                    String file = type.equals("file") ? Json.text(part.path("file"), "file_data") : null;
                    if (file == null || !isPicture(file)) {
                        throw RequestProblem.unsupported(
                                param + "[" + i + "]",
                                "Ollama's models read text and pictures; a part of the type '" + type
                                        + "' would be lost.");
                    }
                    images.add(image(TextNode.valueOf(file), param + "[" + i + "]"));
                }
            }
        }
        message.put("content", text.toString());
        if (!images.isEmpty()) {
            message.set("images", images);
        }
    }

    private static boolean isPicture(String file) {
        DataUri data = DataUri.parse(file);
        return data != null && data.actualType().startsWith("image/");
    }

    /** Ollama takes only the bytes. Fetching a URL for it would let a client reach into this network. */
    private static String image(JsonNode image, String param) {
        String url = image.isTextual() ? image.textValue() : String.valueOf(Json.text(image, "url"));
        DataUri data = DataUri.parse(url);
        if (data == null) {
            throw RequestProblem.unsupported(
                    param, "Ollama takes pictures as base64 data, not from a URL: send a data:image/...;base64, URI.");
        } else if (!IMAGE_TYPES.contains(data.actualType())) {
            throw RequestProblem.unsupported(param, "Ollama takes pictures of the types jpeg, png and webp.");
        }
        String base64 = data.base64();
        if (base64 == null) {
            throw RequestProblem.unsupported(param, "The picture's data is empty, or is not valid base64.");
        }
        return base64;
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

    /** A call of a custom tool, whose input is plain text, as one of a function. */
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
        unanswered.add(name);
        call.putObject("function").put("name", name).set("arguments", ToolCalls.arguments(function.path("arguments")));
        return call;
    }

    private void toolResult(JsonNode from, String role, ObjectNode message) {
        if (!role.equals("tool") && !role.equals("function")) {
            return;
        }
        String oldest = unanswered.poll();
        String id = Json.text(from, "tool_call_id");
        String name = id == null ? null : toolNames.get(id);
        if (role.equals("function")) {
            name = Json.text(from, "name");
        } else if (id != null) {
            message.put("tool_call_id", id);
        }
        if (name == null && id == null) {
            name = oldest;
        }
        if (name != null) {
            message.put("tool_name", name);
        }
    }
}

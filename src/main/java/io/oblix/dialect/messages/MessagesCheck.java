package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Set;

/**
 * Checks what every provider needs of a request, in Anthropic's wording, {@code field.path: reason}, because Claude Code
 * acts on some of it. Everything else is read leniently: the API grows by fields and kinds of blocks every month.
 */
final class MessagesCheck {

    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    private static final List<String> NUMBERS = List.of("temperature", "top_p", "top_k");

    private MessagesCheck() {}

    /** @throws RequestProblem when it is no request of this API */
    static void check(ObjectNode body) {
        demand(
                !present(body.path("model")) || body.path("model").isTextual(),
                "model",
                "Input should be a valid string");
        demand(
                !present(body.path("stream")) || body.path("stream").isBoolean(),
                "stream",
                "Input should be a valid boolean");
        JsonNode messages = body.path("messages");
        if (messages.isMissingNode() || messages.isNull()) {
            throw invalid("messages", "Field required");
        }
        demand(messages.isArray(), "messages", "Input should be a valid list");
        if (messages.isEmpty()) {
            throw invalid("messages", "at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages." + i);
        }
        content(body.path("system"), "system");
        JsonNode limit = body.path("max_tokens");
        if (present(limit)) {
            demand(
                    limit.canConvertToLong() && limit.isIntegralNumber(),
                    "max_tokens",
                    "Input should be a valid integer");
            demand(limit.asLong() >= 0, "max_tokens", "Input should be greater than or equal to 0");
        }
        for (String number : NUMBERS) {
            demand(isNumberOrAbsent(body.path(number)), number, "Input should be a valid number");
            demand(body.path(number).asDouble(0) >= 0, number, "Input should be greater than or equal to 0");
        }
        demand(
                !present(body.path("top_k"))
                        || (body.path("top_k").canConvertToInt()
                                && body.path("top_k").isIntegralNumber()),
                "top_k",
                "Input should be a valid integer");
        demand(body.path("temperature").asDouble(0) <= 1, "temperature", "Input should be less than or equal to 1");
        demand(body.path("top_p").asDouble(0) <= 1, "top_p", "Input should be less than or equal to 1");
        stopSequences(body.path("stop_sequences"));
        tools(body.path("tools"));
        for (String object : List.of("tool_choice", "thinking", "output_config", "metadata")) {
            JsonNode value = body.path(object);
            demand(!present(value) || value.isObject(), object, "Input should be an object");
        }
        format(body.path("output_config").path("format"));
    }

    private static void format(JsonNode format) {
        demand(!present(format) || format.isObject(), "output_config.format", "Input should be an object");
        demand(
                !"json_schema".equals(Json.text(format, "type"))
                        || format.path("schema").isObject(),
                "output_config.format.schema",
                "Field required");
    }

    /** The path of a value is put together only for an error, because a conversation has thousands of them. */
    private static void message(JsonNode message, String param) {
        demand(message.isObject(), param, "Input should be an object");
        JsonNode role = message.path("role");
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            throw invalid(
                    param + ".role", role.isMissingNode() ? "Field required" : "Input should be 'user' or 'assistant'");
        }
        JsonNode content = message.path("content");
        if (!present(content)) {
            throw invalid(param + ".content", "Field required");
        } else if (!content.isTextual()) {
            content(content, param + ".content");
        }
    }

    private static void content(JsonNode content, String param) {
        demand(
                !present(content) || content.isTextual() || content.isArray(),
                param,
                "Input should be a valid string or a list of content blocks");
        if (content instanceof ArrayNode blocks) {
            for (int i = 0; i < blocks.size(); i++) {
                block(blocks.get(i), param + "." + i);
            }
        }
    }

    private static void block(JsonNode block, String param) {
        demand(block.isObject(), param, "Input should be an object");
        String type = Json.text(block, "type");
        if (type == null) {
            throw invalid(param + ".type", "Field required");
        }
        switch (type) {
            case "text" -> field(block, type, "text", param);
            case "tool_use" -> {
                field(block, type, "id", param);
                field(block, type, "name", param);
                if (block.path("name").textValue().isBlank()) {
                    throw invalid(param + ".tool_use.name", "is blank");
                }
            }
            case "image", "document" -> {
                if (!block.path("source").path("type").isTextual()) {
                    throw invalid(param + "." + type + ".source", "Field required");
                }
            }
            case "tool_result" -> field(block, type, "tool_use_id", param);
            default -> {
                // Read as far as it can be.
            }
        }
    }

    private static void field(JsonNode block, String type, String field, String param) {
        if (!block.path(field).isTextual()) {
            throw invalid(param + "." + type + "." + field, "Field required");
        }
    }

    private static void stopSequences(JsonNode sequences) {
        demand(!present(sequences) || sequences.isArray(), "stop_sequences", "Input should be a valid list");
        for (int i = 0; i < sequences.size(); i++) {
            demand(sequences.get(i).isTextual(), "stop_sequences." + i, "Input should be a valid string");
        }
    }

    private static void tools(JsonNode tools) {
        demand(!present(tools) || tools.isArray(), "tools", "Input should be a valid list");
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            demand(tool.isObject(), "tools." + i, "Input should be an object");
            boolean custom = !tool.path("type").isTextual()
                    || tool.path("type").textValue().equals("custom");
            if (custom) {
                demand(
                        tool.path("name").isTextual()
                                && !tool.path("name").textValue().isBlank(),
                        "tools." + i + ".custom.name",
                        "Field required");
                demand(
                        !present(tool.path("input_schema"))
                                || tool.path("input_schema").isObject(),
                        "tools." + i + ".custom.input_schema",
                        "Input should be an object");
            }
        }
    }

    private static boolean isNumberOrAbsent(JsonNode value) {
        return !present(value) || value.isNumber();
    }

    private static boolean present(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static void demand(boolean met, String param, String reason) {
        if (!met) {
            throw invalid(param, reason);
        }
    }

    static RequestProblem invalid(String param, String reason) {
        return RequestProblem.invalid(param, null, param + ": " + reason);
    }
}

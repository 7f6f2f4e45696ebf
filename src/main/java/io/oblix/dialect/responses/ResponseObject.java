package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import java.math.BigDecimal;
import java.util.List;

/**
 * The object of a response, of which a stream holds three. It repeats the request, and official clients insist on most of
 * what it repeats.
 */
final class ResponseObject {

    /** A longer text is not repeated; three times a stream it would be most of it. */
    private static final int MAX_ECHO_CHARS = 4_096;

    private static final BigDecimal ONE = new BigDecimal("1.0");

    private static final List<String> AS_SENT = List.of(
            "max_output_tokens",
            "max_tool_calls",
            "previous_response_id",
            "safety_identifier",
            "prompt_cache_key",
            "user");

    private final String id;
    private final long createdSeconds;
    private final ObjectNode echo = Json.object();
    private final ArrayNode tools;
    private final boolean manyTools;

    /**
     * @param source the request
     * @param stored whether it will be remembered
     */
    ResponseObject(String id, long createdSeconds, ObjectNode source, boolean stored) {
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.tools = tools(source.path("tools"));
        this.manyTools = tools.toString().length() > MAX_ECHO_CHARS;
        String instructions = Json.text(source, "instructions");
        boolean isShort = instructions != null && instructions.length() <= MAX_ECHO_CHARS;
        echo.put("instructions", isShort ? instructions : null);
        AS_SENT.forEach(field -> echo.set(field, source.path(field).isMissingNode() ? null : source.get(field)));
        echo.put("background", false).put("store", stored);
        echo.set("parallel_tool_calls", or(source, "parallel_tool_calls", BooleanNode.TRUE));
        echo.set("tool_choice", or(source, "tool_choice", TextNode.valueOf("auto")));
        echo.set("truncation", or(source, "truncation", TextNode.valueOf("disabled")));
        echo.set("metadata", or(source, "metadata", Json.object()));
        echo.set("top_logprobs", or(source, "top_logprobs", IntNode.valueOf(0)));
        echo.set("temperature", or(source, "temperature", DecimalNode.valueOf(ONE)));
        echo.set("top_p", or(source, "top_p", DecimalNode.valueOf(ONE)));
        echo.set("presence_penalty", or(source, "presence_penalty", IntNode.valueOf(0)));
        echo.set("frequency_penalty", or(source, "frequency_penalty", IntNode.valueOf(0)));
        ObjectNode text = echo.putObject("text");
        text.set("format", or(source.path("text"), "format", Json.object().put("type", "text")));
        text.set("verbosity", or(source.path("text"), "verbosity", TextNode.valueOf("medium")));
        ObjectNode reasoning = echo.putObject("reasoning");
        reasoning.set("effort", source.path("reasoning").get("effort"));
        reasoning.set("summary", source.path("reasoning").get("summary"));
    }

    private static JsonNode or(JsonNode source, String field, JsonNode otherwise) {
        JsonNode value = source.get(field);
        return JsonType.isNothing(value) || value == null ? otherwise : value;
    }

    private static ArrayNode tools(JsonNode sent) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (JsonNode tool : sent) {
            if ("function".equals(Json.text(tool, "type"))) {
                ObjectNode whole = Json.object();
                whole.putNull("description").putNull("parameters").put("strict", true);
                whole.setAll((ObjectNode) tool);
                tools.add(whole);
            } else {
                tools.add(tool);
            }
        }
        return tools;
    }

    String id() {
        return id;
    }

    /** While it is written. */
    ObjectNode begun(String model) {
        return object("in_progress", model, manyTools ? Json.MAPPER.createArrayNode() : tools);
    }

    /**
     * At its end.
     *
     * @param status {@code completed}, {@code incomplete} or {@code failed}
     */
    ObjectNode ended(String status, String model, ArrayNode output, Usage usage, long nowSeconds) {
        ObjectNode response = object(status, model, tools);
        if (status.equals(OutputItem.COMPLETED)) {
            response.put("completed_at", nowSeconds);
        }
        response.set("output", output);
        response.set("usage", usage(usage));
        return response;
    }

    private ObjectNode object(String status, String model, ArrayNode shownTools) {
        ObjectNode response = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", createdSeconds)
                .put("status", status)
                .putNull("completed_at")
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", model);
        response.putArray("output");
        response.setAll(echo);
        response.set("tools", shownTools);
        return response.put("service_tier", "default").putNull("usage");
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object().put("input_tokens", usage.promptTokens());
        json.putObject("input_tokens_details")
                .put("cached_tokens", usage.cachedTokens())
                .put("cache_write_tokens", usage.cacheWriteTokens());
        json.put("output_tokens", usage.completionTokens());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return json.put("total_tokens", usage.totalTokens());
    }
}

package io.oblix.dialect.responses;

import static io.oblix.dialect.responses.JsonTemplate.EMPTY_ARRAY;
import static io.oblix.dialect.responses.JsonTemplate.NULL;
import static io.oblix.dialect.responses.JsonTemplate.number;
import static io.oblix.dialect.responses.JsonTemplate.utf8;
import static io.oblix.json.TopLevelFields.quoted;

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
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The object of a response, of which a stream holds three. It repeats the request, and official clients insist on most of
 * what it repeats.
 */
final class ResponseObject {

    /** Characters of a text, or bytes of all tools; more is not repeated, since three times a stream it would be most of it. */
    private static final int MAX_ECHO = 4_096;

    private static final BigDecimal ONE = new BigDecimal("1.0");

    private static final List<String> AS_SENT = List.of(
            "max_output_tokens",
            "max_tool_calls",
            "previous_response_id",
            "safety_identifier",
            "prompt_cache_key",
            "user");

    private static final JsonTemplate OBJECT = new JsonTemplate("""
            {"id":$,"object":"response","created_at":$,"status":"$","completed_at":$,"error":$,"incomplete_details":$,\
            "model":$,"output":[$],$,"tools":$,"service_tier":$,"usage":$}""");

    private static final JsonTemplate USAGE = new JsonTemplate("""
            {"input_tokens":$,"input_tokens_details":{"cached_tokens":$,"cache_write_tokens":$},"output_tokens":$,\
            "output_tokens_details":{"reasoning_tokens":$},"total_tokens":$}""");

    private static final JsonTemplate WHY_INCOMPLETE = new JsonTemplate("{\"reason\":\"$\"}");

    private static final ObjectNode SAYS_NOTHING = repeated(Json.object(), false);
    private static final byte[] NOT_STORED = fields(SAYS_NOTHING);
    private static final byte[] STORED = fields(repeated(Json.object(), true));

    private final String id;
    private final byte[] createdAt;
    private final ObjectNode source;
    private final boolean stored;
    private byte @Nullable [] echo;
    private byte @Nullable [] tools;

    /**
     * What the answer is so far.
     *
     * @param model the name of the model that answers
     * @param output the elements of that array
     * @param serviceTier as the provider says it; null if it does not
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Answered(String model, byte[] output, @Nullable String serviceTier, Usage usage) {}

    /**
     * @param source the request
     * @param stored whether it will be remembered
     */
    ResponseObject(String id, long createdSeconds, ObjectNode source, boolean stored) {
        this(id, number(createdSeconds), source, stored);
    }

    private ResponseObject(String id, byte[] createdAt, ObjectNode source, boolean stored) {
        this.id = id;
        this.createdAt = createdAt;
        this.source = source;
        this.stored = stored;
    }

    /** The same with what a provider has said of it already. */
    ResponseObject knownAs(JsonNode begun) {
        String known = Json.text(begun, "id");
        JsonNode since = begun.get("created_at");
        return new ResponseObject(
                known == null ? id : known, since == null ? createdAt : Json.bytes(since), source, stored);
    }

    String id() {
        return id;
    }

    /** While it is written. */
    byte[] begun(String model) {
        byte[] all = tools();
        byte[] shown = all.length > MAX_ECHO ? EMPTY_ARRAY : all;
        Answered nothing = new Answered(model, new byte[0], null, Usage.NONE);
        return object("in_progress", NULL, NULL, NULL, nothing, shown, NULL);
    }

    byte[] completed(Answered answer, long nowSeconds) {
        return object(OutputItem.COMPLETED, number(nowSeconds), NULL, NULL, answer, tools(), usage(answer.usage()));
    }

    /** @param reason {@code max_output_tokens} or {@code content_filter} */
    byte[] incomplete(Answered answer, String reason) {
        return object(
                OutputItem.INCOMPLETE,
                NULL,
                NULL,
                WHY_INCOMPLETE.fill(utf8(reason)),
                answer,
                tools(),
                usage(answer.usage()));
    }

    /** @param error its {@code code} and {@code message} */
    byte[] failed(Answered answer, ObjectNode error) {
        boolean counted = !answer.usage().equals(Usage.NONE);
        return object("failed", NULL, Json.bytes(error), NULL, answer, tools(), counted ? usage(answer.usage()) : NULL);
    }

    private byte[] object(
            String status,
            byte[] completedAt,
            byte[] error,
            byte[] incomplete,
            Answered answer,
            byte[] shownTools,
            byte[] usage) {
        String tier = answer.serviceTier();
        return OBJECT.fill(
                quoted(id),
                createdAt,
                utf8(status),
                completedAt,
                error,
                incomplete,
                quoted(answer.model()),
                answer.output(),
                echo(),
                shownTools,
                quoted(tier == null ? "default" : tier),
                usage);
    }

    private static byte[] usage(Usage usage) {
        return USAGE.fill(
                number(usage.promptTokens()),
                number(usage.cachedTokens()),
                number(usage.cacheWriteTokens()),
                number(usage.completionTokens()),
                number(usage.reasoningTokens()),
                number(usage.totalTokens()));
    }

    private byte[] echo() {
        if (echo == null) {
            boolean usual = true;
            for (Iterator<String> names = source.fieldNames(); usual && names.hasNext(); ) {
                String name = names.next();
                usual = !SAYS_NOTHING.has(name) || name.equals("store");
            }
            echo = usual ? stored ? STORED : NOT_STORED : fields(repeated(source, stored));
        }
        return echo;
    }

    /** Without the braces around them. */
    private static byte[] fields(ObjectNode object) {
        byte[] json = Json.bytes(object);
        return Arrays.copyOfRange(json, 1, json.length - 1);
    }

    private static ObjectNode repeated(ObjectNode source, boolean stored) {
        String instructions = Json.text(source, "instructions");
        boolean isShort = instructions != null && instructions.length() <= MAX_ECHO;
        ObjectNode echo = Json.object().put("instructions", isShort ? instructions : null);
        AS_SENT.forEach(field -> echo.set(field, source.get(field)));
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
        return echo;
    }

    private static JsonNode or(JsonNode source, String field, JsonNode otherwise) {
        JsonNode value = source.get(field);
        return JsonType.isNothing(value) || value == null ? otherwise : value;
    }

    private byte[] tools() {
        if (tools == null) {
            JsonNode sent = source.path("tools");
            tools = sent.isEmpty() ? EMPTY_ARRAY : Json.bytes(completed(sent));
        }
        return tools;
    }

    private static ArrayNode completed(JsonNode sent) {
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
}

package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;

/**
 * Checks the types of the fields that all providers know, so that none of them silently drops what OpenAI would refuse.
 * Further rules about values are left to the provider; the messages are OpenAI's.
 */
public final class ParameterCheck {

    /** Inclusive. */
    private record Range(double least, double most) {
        static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private static final Map<String, Range> NUMBERS = Map.of(
            "temperature", new Range(0, 2),
            "top_p", new Range(0, 1),
            "frequency_penalty", new Range(-2, 2),
            "presence_penalty", new Range(-2, 2),
            "top_k", Range.ANY,
            "min_p", Range.ANY);

    private static final Map<String, Range> INTEGERS = Map.of(
            "max_tokens", new Range(1, Double.POSITIVE_INFINITY),
            "max_completion_tokens", new Range(1, Double.POSITIVE_INFINITY),
            "n", new Range(1, 128),
            "top_logprobs", new Range(0, 20),
            "seed", Range.ANY);

    private static final List<String> STRINGS =
            List.of("user", "safety_identifier", "service_tier", "reasoning_effort");

    private ParameterCheck() {}

    public static void check(ObjectNode body) {
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!field.getValue().isNull()) {
                check(field.getKey(), field.getValue());
            }
        }
    }

    private static void check(String name, JsonNode value) {
        Range range = INTEGERS.get(name);
        if (range != null) {
            integer(name, value, range);
        } else if (NUMBERS.containsKey(name)) {
            JsonType.demand(value.isNumber(), name, "a decimal", value);
            within(NUMBERS.getOrDefault(name, Range.ANY), "decimal", name, value);
        } else if (STRINGS.contains(name)) {
            JsonType.demand(value.isTextual(), name, "a string", value);
        } else {
            switch (name) {
                case "stop", "stop_sequences" -> {
                    JsonType.demand(
                            value.isTextual() || value.isArray(), name, "a string or an array of strings", value);
                    eachText(name, value);
                }
                case "modalities" -> {
                    JsonType.demand(value.isArray(), name, "an array of strings", value);
                    eachText(name, value);
                }
                case "tools", "functions" -> tools(name, value);
                case "tool_choice", "function_call" ->
                    JsonType.demand(value.isTextual() || value.isObject(), name, "one of a string or an object", value);
                case "response_format" -> responseFormat(value);
                case "audio", "stream_options" -> JsonType.demand(value.isObject(), name, "an object", value);
                case "parallel_tool_calls", "logprobs" -> JsonType.demand(value.isBoolean(), name, "a boolean", value);
                default -> {
                    // A field of one provider's own.
                }
            }
        }
    }

    /** @param least inclusive, as is the most */
    public static void integer(String name, JsonNode value, int least, int most) {
        integer(name, value, new Range(least, most));
    }

    private static void integer(String name, JsonNode value, Range range) {
        JsonType.demand(value.isIntegralNumber(), name, "an integer", value);
        within(range, "integer", name, value);
    }

    private static void within(Range range, String type, String name, JsonNode value) {
        double number = value.doubleValue();
        boolean fits = !value.isIntegralNumber() || value.canConvertToLong();
        if (fits && number >= range.least() && number <= range.most()) {
            return;
        }
        boolean below = number < Math.max(range.least(), Long.MIN_VALUE);
        double bound = below ? range.least() : range.most();
        throw RequestProblem.invalid(
                name,
                type + (below ? "_below_min_value" : "_above_max_value"),
                "Invalid '" + name + "': " + type + (below ? " below minimum" : " above maximum")
                        + " value. Expected a value " + (below ? ">= " : "<= ") + (long) bound + ", but got "
                        + value.asText() + " instead.");
    }

    /** Kinds of formats are left to the provider. */
    private static void responseFormat(JsonNode format) {
        JsonType.demand(format.isObject(), "response_format", "an object", format);
        if ("json_schema".equals(Json.text(format, "type"))) {
            if (JsonType.isNothing(format.get("json_schema"))) {
                throw RequestProblem.missing("response_format.json_schema");
            }
            JsonType.object(format, "json_schema", "response_format");
            JsonType.object(format.path("json_schema"), "schema", "response_format.json_schema");
        }
    }

    private static void tools(String name, JsonNode tools) {
        JsonType.demand(tools.isArray(), name, "an array of objects", tools);
        for (int i = 0; i < tools.size(); i++) {
            String param = name + "[" + i + "]";
            if (name.equals("tools")) {
                tool(tools.get(i), param);
            } else {
                function(tools.get(i), param);
            }
        }
    }

    private static void eachText(String name, JsonNode values) {
        for (int i = 0; i < values.size(); i++) {
            JsonType.demand(values.get(i).isTextual(), name + "[" + i + "]", "a string", values.get(i));
        }
    }

    /** Required fields, kinds of tools and their schemas are left to the provider. */
    private static void tool(JsonNode tool, String param) {
        JsonType.demand(tool.isObject(), param, "an object", tool);
        JsonType.text(tool, "type", param);
        JsonType.object(tool, "function", param);
        JsonType.object(tool, "custom", param);
        if (tool.path("function").isObject()) {
            function(tool.path("function"), param + ".function");
        }
        if (tool.path("custom").isObject()) {
            described(tool.path("custom"), param + ".custom");
            JsonType.object(tool.path("custom"), "format", param + ".custom");
        }
    }

    /** The function of a tool, or one of the deprecated functions. */
    private static void function(JsonNode function, String param) {
        JsonType.demand(function.isObject(), param, "an object", function);
        described(function, param);
        JsonType.object(function, "parameters", param);
        JsonType.bool(function, "strict", param);
    }

    private static void described(JsonNode tool, String param) {
        JsonType.text(tool, "name", param);
        JsonType.text(tool, "description", param);
    }
}

package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;

/**
 * The types of the fields that all providers know, so that none of them drops in silence what OpenAI would refuse. What
 * a value may be beyond that is the provider's to judge; the wordings are OpenAI's.
 */
final class ParameterCheck {

    private static final List<String> NUMBERS =
            List.of("temperature", "top_p", "frequency_penalty", "presence_penalty");

    /** With their least value. */
    private static final Map<String, Long> INTEGERS = Map.of(
            "max_tokens", 1L,
            "max_completion_tokens", 1L,
            "n", 1L,
            "top_logprobs", 0L,
            "seed", Long.MIN_VALUE);

    private static final List<String> STRINGS =
            List.of("user", "safety_identifier", "service_tier", "reasoning_effort");

    private ParameterCheck() {}

    static void check(ObjectNode body) {
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!field.getValue().isNull()) {
                check(field.getKey(), field.getValue());
            }
        }
    }

    private static void check(String name, JsonNode value) {
        Long least = INTEGERS.get(name);
        if (least != null) {
            integer(name, value, least);
        } else if (NUMBERS.contains(name)) {
            number(name, value);
        } else if (STRINGS.contains(name)) {
            demand(value.isTextual(), name, "a string", value);
        } else {
            switch (name) {
                case "stop" -> {
                    demand(value.isTextual() || value.isArray(), name, "a string or an array of strings", value);
                    each(name, value, "a string");
                }
                case "modalities" -> {
                    demand(value.isArray(), name, "an array of strings", value);
                    each(name, value, "a string");
                }
                case "tools", "functions" -> {
                    demand(value.isArray(), name, "an array of objects", value);
                    each(name, value, "an object");
                }
                case "response_format" -> demand(value.isObject(), name, "an object", value);
                case "parallel_tool_calls" -> demand(value.isBoolean(), name, "a boolean", value);
                default -> {
                    // One provider's own.
                }
            }
        }
    }

    private static void integer(String name, JsonNode value, long least) {
        demand(value.isIntegralNumber() && value.canConvertToLong(), name, "an integer", value);
        if (value.longValue() < least) {
            throw RequestProblem.invalid(
                    name,
                    "integer_below_min_value",
                    "Invalid '" + name + "': integer below minimum value. Expected a value >= " + least + ", but got "
                            + value.asText() + " instead.");
        }
    }

    private static void number(String name, JsonNode value) {
        demand(value.isNumber(), name, "a decimal", value);
        if (name.equals("temperature") && value.doubleValue() < 0) {
            throw RequestProblem.invalid(
                    name,
                    "decimal_below_min_value",
                    "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got "
                            + value.asText() + " instead.");
        }
    }

    private static void each(String name, JsonNode values, String type) {
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.get(i);
            demand(type.equals("a string") ? value.isTextual() : value.isObject(), name + "[" + i + "]", type, value);
        }
    }

    private static void demand(boolean met, String param, String expected, JsonNode actual) {
        if (!met) {
            throw RequestProblem.wrongType(param, expected, Json.typeOf(actual));
        }
    }
}

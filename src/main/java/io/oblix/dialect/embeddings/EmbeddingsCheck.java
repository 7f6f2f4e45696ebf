package io.oblix.dialect.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;

/** Checks what every provider of embeddings needs, so that none of them silently drops what OpenAI would refuse. */
final class EmbeddingsCheck {

    /** More than any provider takes in one call, so that clients with lists of their own limits are served. */
    static final int MAX_INPUTS = 16_384;

    private static final String FORMS =
            "a string, an array of strings, an array of integers, or an array of arrays of integers";

    private EmbeddingsCheck() {}

    /** The inputs as a list: one text, or one array of numbers, is a list of one. */
    static ArrayNode inputs(ObjectNode body) {
        JsonNode input = body.get("input");
        if (JsonType.isNothing(input)) {
            throw RequestProblem.missing("input");
        }
        boolean isText = input.isTextual();
        JsonType.demand(isText || input.isArray(), "input", FORMS, input);
        if (input.isArray() && input.isEmpty()) {
            throw empty("input");
        }
        if (isText || input.get(0).isNumber()) {
            if (!isText) {
                tokens(input, "input");
            }
            return Json.MAPPER.createArrayNode().add(input);
        }
        if (input.size() > MAX_INPUTS) {
            throw RequestProblem.invalid(
                    "input",
                    "array_above_max_length",
                    "Invalid 'input': array too long. Expected an array with maximum length " + MAX_INPUTS
                            + ", but got an array with length " + input.size() + " instead.");
        }
        each(input);
        return (ArrayNode) input;
    }

    /** All of the same kind. */
    private static void each(JsonNode inputs) {
        boolean texts = inputs.get(0).isTextual();
        for (int i = 0; i < inputs.size(); i++) {
            JsonNode input = inputs.get(i);
            String param = "input[" + i + "]";
            if (texts) {
                JsonType.demand(input.isTextual(), param, "a string", input);
            } else {
                JsonType.demand(
                        input.isArray(),
                        param,
                        i == 0 ? "a string or an array of integers" : "an array of integers",
                        input);
                if (input.isEmpty()) {
                    throw empty(param);
                }
                tokens(input, param);
            }
        }
    }

    private static void tokens(JsonNode numbers, String param) {
        for (int i = 0; i < numbers.size(); i++) {
            JsonNode number = numbers.get(i);
            JsonType.demand(number.isIntegralNumber(), param, i, "an integer", number);
            if (!number.canConvertToInt() || number.intValue() < 0) {
                String of = param + "[" + i + "]";
                throw RequestProblem.invalid(of, "invalid_value", "Invalid '" + of + "': no token has this number.");
            }
        }
    }

    private static RequestProblem empty(String param) {
        return RequestProblem.invalid(param, "empty_array", param + " cannot be an empty array");
    }

    /** The words about {@code dimensions} are OpenAI's own. */
    static void options(ObjectNode body) {
        JsonNode dimensions = body.path("dimensions");
        if (!JsonType.isNothing(body.get("dimensions"))) {
            JsonType.demand(dimensions.isIntegralNumber(), "dimensions", "an integer", dimensions);
            if (dimensions.bigIntegerValue().signum() <= 0) {
                throw RequestProblem.invalid(
                        "dimensions", null, dimensions.asText() + " is less than the minimum of 1 - 'dimensions'");
            } else if (!dimensions.canConvertToInt()) {
                throw RequestProblem.invalid(
                        "dimensions", "integer_above_max_value", "Invalid 'dimensions': integer above maximum value.");
            }
        }
        JsonNode format = body.path("encoding_format");
        if (!JsonType.isNothing(body.get("encoding_format"))) {
            JsonType.demand(format.isTextual(), "encoding_format", "a string", format);
            String name = format.textValue();
            if (!name.equals("float") && !name.equals("base64")) {
                throw RequestProblem.invalid(
                        "encoding_format",
                        "invalid_value",
                        "Invalid value: '" + shown(name) + "'. Supported values are: 'float' and 'base64'.");
            }
        }
        JsonNode user = body.path("user");
        JsonType.demand(JsonType.isNothing(body.get("user")) || user.isTextual(), "user", "a string", user);
    }

    private static String shown(String name) {
        return name.length() <= 32 ? name : name.substring(0, 32) + "...";
    }
}

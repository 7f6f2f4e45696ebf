package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.chat.ParameterCheck;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;

/** Checks the fields of a completion, in OpenAI's words. */
final class CompletionsCheck {

    /** OpenAI's own limit. */
    private static final int MAX_N = 128;

    private static final int MAX_BEST_OF = 20;
    private static final int MAX_LOGPROBS = 5;

    private static final String FORMS =
            "a string, an array of strings, an array of integers, or an array of arrays of integers";

    private CompletionsCheck() {}

    /** An integer of the request, or the default where there is none. */
    static int integer(ObjectNode body, String name, int least, int most, int standard) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return standard;
        }
        ParameterCheck.integer(name, value, least, most);
        return value.canConvertToInt() ? value.intValue() : Integer.MAX_VALUE;
    }

    static int n(ObjectNode body) {
        return integer(body, "n", 1, MAX_N, 1);
    }

    static int bestOf(ObjectNode body, int n) {
        int bestOf = integer(body, "best_of", 1, MAX_BEST_OF, n);
        if (bestOf < n) {
            throw RequestProblem.invalid("best_of", "invalid_value", "'best_of' must not be less than 'n'.");
        }
        return bestOf;
    }

    static int logprobs(ObjectNode body) {
        return integer(body, "logprobs", 0, MAX_LOGPROBS, -1);
    }

    /** The prompts as a list: one text, or one array of numbers, is a list of one. Empty where there is none. */
    static ArrayNode prompts(ObjectNode body) {
        ArrayNode prompts = Json.MAPPER.createArrayNode();
        JsonNode prompt = body.get("prompt");
        if (prompt == null || prompt.isNull()) {
            return prompts;
        }
        JsonType.demand(prompt.isTextual() || prompt.isArray(), "prompt", FORMS, prompt);
        if (prompt.isTextual()) {
            return prompts.add(prompt);
        } else if (prompt.isEmpty()) {
            throw RequestProblem.emptyArray("prompt");
        } else if (prompt.get(0).isNumber()) {
            numbers(prompt, "prompt");
            return prompts.add(prompt);
        }
        boolean texts = prompt.get(0).isTextual();
        for (int i = 0; i < prompt.size(); i++) {
            JsonNode one = prompt.get(i);
            String param = "prompt[" + i + "]";
            JsonType.demand(
                    texts ? one.isTextual() : one.isArray(), param, texts ? "a string" : "an array of integers", one);
            numbers(one, param);
        }
        return (ArrayNode) prompt;
    }

    private static void numbers(JsonNode prompt, String param) {
        for (int i = 0; i < prompt.size(); i++) {
            JsonNode number = prompt.get(i);
            JsonType.demand(number.isIntegralNumber(), param, i, "an integer", number);
        }
    }
}

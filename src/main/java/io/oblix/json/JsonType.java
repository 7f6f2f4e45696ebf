package io.oblix.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** Refusals of JSON values that are not of the type that their field has, in OpenAI's words. */
public final class JsonType {

    private JsonType() {}

    public static void demand(boolean met, String param, String expected, JsonNode actual) {
        if (!met) {
            throw RequestProblem.wrongType(param, expected, Json.typeOf(actual));
        }
    }

    /** A text, or null, or nothing. */
    public static void text(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isTextual(), param + "." + field, "a string", object.path(field));
    }

    public static void requiredText(JsonNode object, String field, String param) {
        if (isNothing(object.get(field))) {
            throw RequestProblem.missing(param + "." + field);
        }
        text(object, field, param);
    }

    /** An object, or null, or nothing. */
    public static void object(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isObject(), param + "." + field, "an object", object.path(field));
    }

    /** An array, or null, or nothing. */
    public static void array(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isArray(), param + "." + field, "an array of objects", object.path(field));
    }

    public static void bool(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isBoolean(), param + "." + field, "a boolean", object.path(field));
    }

    public static boolean isNothing(@Nullable JsonNode value) {
        return value == null || value.isNull();
    }
}

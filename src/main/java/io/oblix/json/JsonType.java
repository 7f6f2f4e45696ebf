package io.oblix.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** Checks the types of fields; the errors have OpenAI's wording. */
public final class JsonType {

    private JsonType() {}

    public static void demand(boolean met, String param, String expected, JsonNode actual) {
        if (!met) {
            throw RequestProblem.wrongType(param, expected, Json.typeOf(actual));
        }
    }

    /** A string, null or absent. */
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

    /** An object, null or absent. */
    public static void object(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isObject(), param + "." + field, "an object", object.path(field));
    }

    /** An array, null or absent. */
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

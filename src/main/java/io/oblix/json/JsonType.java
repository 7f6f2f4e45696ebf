package io.oblix.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** Checks the types of fields; the errors have OpenAI's wording. The path of a field is put together only for one. */
public final class JsonType {

    private JsonType() {}

    public static void demand(boolean met, String param, String expected, JsonNode actual) {
        if (!met) {
            throw RequestProblem.wrongType(param, expected, Json.typeOf(actual));
        }
    }

    /** The same of an element of a list. */
    public static void demand(boolean met, String list, int index, String expected, JsonNode actual) {
        if (!met) {
            demand(false, list + "[" + index + "]", expected, actual);
        }
    }

    private static void demand(boolean met, JsonNode object, String field, String param, String expected) {
        if (!met) {
            throw RequestProblem.wrongType(param + "." + field, expected, Json.typeOf(object.path(field)));
        }
    }

    /** A string, null or absent. */
    public static void text(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isTextual(), object, field, param, "a string");
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
        demand(isNothing(value) || value.isObject(), object, field, param, "an object");
    }

    /** An array, null or absent. */
    public static void array(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isArray(), object, field, param, "an array of objects");
    }

    public static void bool(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        demand(isNothing(value) || value.isBoolean(), object, field, param, "a boolean");
    }

    public static boolean isNothing(@Nullable JsonNode value) {
        return value == null || value.isNull();
    }
}

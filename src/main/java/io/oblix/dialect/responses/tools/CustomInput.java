package io.oblix.dialect.responses.tools;

import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** The text that a custom tool takes, inside the arguments of the function that stands for the tool. */
public final class CustomInput {

    private static final String FIELD = "input";

    private CustomInput() {}

    public static String wrapped(String text) {
        return Json.object().put(FIELD, text).toString();
    }

    /** A model that missed the form meant its words as they are. */
    public static String unwrapped(String arguments) {
        @Nullable String text = Json.text(Json.valueOrNull(arguments), FIELD);
        return text == null ? arguments : text;
    }
}

package io.oblix.json;

import com.fasterxml.jackson.databind.JsonNode;

/** What can be asked of a text without decoding it, where it is a long one of a request; all of it holds for any text. */
public final class Texts {

    private Texts() {}

    /** The number of its characters. */
    public static int length(JsonNode text) {
        return text instanceof SentText sent ? sent.length() : text.textValue().length();
    }

    public static boolean isEmpty(JsonNode text) {
        return length(text) == 0;
    }

    public static boolean isBlank(JsonNode text) {
        return text instanceof SentText sent ? sent.isBlank() : text.textValue().isBlank();
    }

    /** @param beginning in ASCII */
    public static boolean startsWith(JsonNode text, String beginning) {
        return text instanceof SentText sent
                ? sent.startsWith(beginning)
                : text.textValue().startsWith(beginning);
    }
}

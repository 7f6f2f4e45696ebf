package io.oblix.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** Makes a provider's text fit for an error message: one line, not too long, nothing invisible. */
public final class UpstreamText {

    private static final int MAX_LENGTH = 500;

    private UpstreamText() {}

    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && clean.length() < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? ' ' : c);
        }
        return clean.toString().strip();
    }

    /** {@code error.message} or {@code error} of a JSON body; otherwise just the status: an HTML page is of no use. */
    public static String of(int status, @Nullable ObjectNode body) {
        JsonNode error = body == null ? null : body.get("error");
        String message = error != null && error.isTextual() ? error.textValue() : Json.text(error, "message");
        return message == null || message.isBlank() ? "HTTP " + status : "HTTP " + status + ": " + clean(message);
    }
}

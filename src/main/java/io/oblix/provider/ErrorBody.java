package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.upstream.UpstreamText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's error says, whatever its shape: the words, and what programs read of it. Each value is that of the
 * innermost object on the way to the words that has it.
 */
public final class ErrorBody {

    private static final int MAX_PLAIN_BYTES = 2_000;

    private final ErrorWords found;
    private final boolean inList;

    private ErrorBody(JsonNode root) {
        found = ErrorWords.in(root);
        inList = root.isArray();
    }

    public static ErrorBody of(JsonNode root) {
        return new ErrorBody(root);
    }

    /** Of a response, or of an event in a stream; not JSON perhaps, and cut off perhaps. */
    public static ErrorBody of(byte[] body) {
        byte[] text = ByteOrderMark.without(body);
        try {
            return new ErrorBody(Json.MAPPER.readTree(text));
        } catch (IOException | NumberFormatException notJson) {
            return new ErrorBody(plain(text));
        }
    }

    /** A page for people says nothing of use, nor does the beginning of one. */
    private static JsonNode plain(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        boolean readable = !text.isEmpty()
                && bytes.length <= MAX_PLAIN_BYTES
                && text.indexOf('<') < 0
                && text.indexOf('{') != 0
                && text.indexOf('[') != 0
                && text.indexOf('\uFFFD') < 0;
        return readable ? TextNode.valueOf(text) : Json.object();
    }

    /** Whether it is a JSON list, which no answer is. */
    public boolean isInList() {
        return inList;
    }

    /** On one line; null when there are none. */
    public @Nullable String words() {
        String words = found.words();
        return words == null ? null : UpstreamText.clean(words);
    }

    /** The words behind the status, or the status alone. */
    public String text(int status) {
        String said = words();
        return said == null ? "HTTP " + status : "HTTP " + status + ": " + said;
    }

    public @Nullable String type() {
        String type = text("type");
        return type == null ? text("error_type") : type;
    }

    /** Its own code as a text; null when there is none, or a number. */
    public @Nullable String code() {
        return text("code");
    }

    /** The field of the request that is at fault; null when it does not say. */
    public @Nullable String param() {
        String param = text("param");
        return param == null ? found.field() : param;
    }

    /** Google's word for the status: {@code RESOURCE_EXHAUSTED}; null when there is none. */
    public @Nullable String status() {
        return text("status");
    }

    /** An HTTP status of the 400s or 500s that it gives as its code; 0 when there is none. */
    public int statusCode() {
        for (String name : List.of("code", "status", "status_code", "http_code", "error_code")) {
            for (JsonNode level : found.levels()) {
                JsonNode value = level.path(name);
                int code = value.isInt() || value.isTextual() ? value.asInt(0) : 0;
                if (code >= 400 && code < 600) {
                    return code;
                }
            }
        }
        return 0;
    }

    /** Null when no object has a text by this name. */
    public @Nullable String text(String name) {
        for (JsonNode level : found.levels()) {
            String text = Json.text(level, name);
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /** A number above 0; 0 when there is none. */
    public int number(String name) {
        for (JsonNode level : found.levels()) {
            if (level.path(name).asInt(0) > 0) {
                return level.path(name).asInt();
            }
        }
        return 0;
    }
}

package io.oblix.chat;

import io.oblix.json.RawJson;
import io.oblix.json.TopLevelFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as its client sent it, in a dialect that a provider may speak itself: such a provider gets these bytes instead
 * of the translated body, so that nothing is lost on the way.
 *
 * @param path where the dialect's own servers serve it: {@code /v1/messages}
 * @param body its bytes; shared, must not be changed
 * @param headers those of its HTTP headers that belong to the dialect and may go upstream, by their names in lower case;
 *     never a key
 * @param model where its {@code model} stands in the body, once; null if it has none, or several
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Original(
        String path,
        byte[] body,
        Map<String, String> headers,
        @Nullable RawJson model) {

    public Original(String path, byte[] body, Map<String, String> headers) {
        this(path, body, headers, null);
    }

    public Original {
        headers = Map.copyOf(headers);
    }

    /** The body for a model of this name: the same bytes except the name. */
    public byte[] bodyFor(String name) {
        byte[] quoted = TopLevelFields.quoted(name);
        RawJson before = model;
        if (before == null) {
            return TopLevelFields.changed(body, Map.of("model", quoted));
        }
        if (Arrays.equals(body, before.start(), before.end(), quoted, 0, quoted.length)) {
            return body;
        }
        return ByteBuffer.allocate(body.length - before.length() + quoted.length)
                .put(body, 0, before.start())
                .put(quoted)
                .put(body, before.end(), body.length - before.end())
                .array();
    }

    /**
     * The same with a limit of its answer's tokens, under the name that it has in the dialect.
     *
     * @return null for a dialect in which that cannot be said at the top of the request
     */
    public @Nullable Original limitedTo(int tokens) {
        String field = path.startsWith("/v1/responses") ? "max_output_tokens" : "max_tokens";
        byte[] limit = String.valueOf(tokens).getBytes(StandardCharsets.US_ASCII);
        return path.startsWith("/v1/")
                ? new Original(path, TopLevelFields.changed(body, Map.of(field, limit)), headers)
                : null;
    }

    /** Without the body: a prompt must not reach a log. */
    @Override
    public String toString() {
        return "Original[" + path + "]";
    }
}

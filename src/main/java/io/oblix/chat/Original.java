package io.oblix.chat;

import io.oblix.json.TopLevelFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as its client sent it, in a dialect that a provider may speak itself: such a provider gets these bytes instead
 * of the translated body, so that nothing is lost on the way.
 *
 * @param path where the dialect's own servers serve it: {@code /v1/messages}
 * @param body its bytes; shared, must not be changed
 * @param headers those of its HTTP headers that belong to the dialect and may go upstream, by their names in lower case;
 *     never a key
 * @param read the fields of the body as they were read; null if no reader has, or if it is not in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Original(
        String path,
        byte[] body,
        Map<String, String> headers,
        @Nullable TopLevelFields read) {

    public Original(String path, byte[] body, Map<String, String> headers) {
        this(path, body, headers, null);
    }

    public Original {
        headers = Map.copyOf(headers);
    }

    /**
     * The fields of the body.
     *
     * @param parsed the names of those whose values will be asked for
     * @throws IOException when the bytes are not one JSON object in UTF-8
     */
    public TopLevelFields fields(Set<String> parsed) throws IOException {
        return read == null ? TopLevelFields.of(body, parsed) : read;
    }

    /** The body with these changes, as {@link TopLevelFields#with} makes them; one that is not in UTF-8 stays as it is. */
    public byte[] with(Map<String, byte[]> changes) {
        return read == null ? TopLevelFields.changed(body, changes) : read.with(changes);
    }

    /** The body for a model of this name: the same bytes except the name. */
    public byte[] bodyFor(String name) {
        return with(Map.of("model", TopLevelFields.quoted(name)));
    }

    /**
     * The same with a limit of its answer's tokens, under the name that it has in the dialect.
     *
     * @return null where that cannot be said: in a dialect that has it elsewhere, for a summary by {@code /compact}, which
     *     knows no such field, and in a body that is not in UTF-8
     */
    public @Nullable Original limitedTo(int tokens) {
        String field = path.startsWith("/v1/responses") ? "max_output_tokens" : "max_tokens";
        byte[] limit = String.valueOf(tokens).getBytes(StandardCharsets.US_ASCII);
        boolean known = path.startsWith("/v1/") && !path.endsWith("/compact");
        byte[] limited = known ? with(Map.of(field, limit)) : body;
        return limited == body ? null : new Original(path, limited, headers);
    }

    /** Without the body: a prompt must not reach a log. */
    @Override
    public String toString() {
        return "Original[" + path + "]";
    }
}

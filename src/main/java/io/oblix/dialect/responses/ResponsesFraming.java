package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import io.oblix.server.reply.StreamFraming;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The framing of one stream. An error needs the number of the next event and the items so far: clients notice either the
 * event {@code error} or the failed response, and Codex reads from the code of the latter whether to ask again.
 */
final class ResponsesFraming implements StreamFraming {

    /** Codes by which Codex asks once only, and the one after which it waits. */
    private static final Set<String> KNOWN =
            Set.of("context_length_exceeded", "insufficient_quota", "rate_limit_exceeded", "invalid_prompt");

    private @Nullable Function<Consumer<byte[]>, ResponseStream> beginning;
    private @Nullable ResponseStream stream;
    private @Nullable ByteArrayOutputStream failing;

    /** @param how makes the stream of what its events are written to, should it fail before it begins */
    void before(Function<Consumer<byte[]>, ResponseStream> how) {
        beginning = how;
    }

    /** The stream that begins now. */
    ResponseStream begin(Function<Consumer<byte[]>, ResponseStream> how, Consumer<byte[]> pieces) {
        ResponseStream begun = how.apply(piece -> {
            ByteArrayOutputStream error = failing;
            if (error == null) {
                pieces.accept(piece);
            } else {
                error.writeBytes(piece);
            }
        });
        stream = begun;
        return begun;
    }

    @Override
    public byte[] error(byte[] json) {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        failing = events;
        ResponseStream failed = stream;
        if (failed == null && beginning != null) {
            failed = beginning.apply(events::writeBytes);
        }
        ObjectNode body = Json.objectOrNull(json);
        if (failed == null || body == null || !(body.path("error") instanceof ObjectNode error)) {
            return EventFraming.event("error", json);
        }
        failed.fail(error.put("code", code(error)));
        return events.toByteArray();
    }

    /** What will not get better is a fault of the prompt, so that Codex does not ask again. */
    private static String code(ObjectNode error) {
        String code = Json.text(error, "code");
        if (code != null && KNOWN.contains(code)) {
            return code;
        }
        return "invalid_request_error".equals(Json.text(error, "type")) ? "invalid_prompt" : "server_error";
    }
}

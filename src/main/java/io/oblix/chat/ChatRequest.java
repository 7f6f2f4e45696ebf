package io.oblix.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion request that has been read and checked.
 *
 * @param id our name for it, in the header {@code x-oblix-request-id} and in the log
 * @param body OpenAI's JSON as the client sent it; shared, must not be changed
 * @param messages its {@code messages}: not empty, each an object with a known role
 * @param rawMessages the bytes of the same messages; null if they are not the client's own, or not in UTF-8
 * @param model the {@code model} asked for; empty when there was none
 * @param streaming whether the client wants an event stream
 * @param usageWanted {@code stream_options.include_usage}
 * @param localOnly whether the client forbids the cloud ({@code X-Oblix-Privacy: local-only})
 * @param conversation the client's id of the conversation, from a header; null if it sends none
 * @param client the client's program as its {@code User-Agent} names it, without a version; empty if it sends none
 * @param sizeBytes the size of the body
 * @param receivedNanos {@link System#nanoTime()} when it was read
 * @param cancellation fires when the client disconnects
 */
public record ChatRequest(
        String id,
        ObjectNode body,
        ArrayNode messages,
        @Nullable RawJson rawMessages,
        String model,
        boolean streaming,
        boolean usageWanted,
        boolean localOnly,
        @Nullable String conversation,
        String client,
        int sizeBytes,
        long receivedNanos,
        Cancellation cancellation) {

    /** Whether the client offers tools in the old field {@code functions}, and so does not understand {@code tool_calls}. */
    public boolean offersFunctions() {
        return body.path("tools").isEmpty() && !body.path("functions").isEmpty();
    }

    /** The same request with another body, for a further question on the client's behalf. */
    public ChatRequest withBody(ObjectNode other) {
        return new ChatRequest(
                id,
                other,
                (ArrayNode) other.path("messages"),
                null,
                model,
                streaming,
                usageWanted,
                localOnly,
                conversation,
                client,
                sizeBytes,
                receivedNanos,
                cancellation);
    }

    /** Without the body: a prompt must not reach a log. */
    @Override
    public String toString() {
        return "ChatRequest[" + id + "]";
    }
}

package io.oblix.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion request that has been read and checked.
 *
 * @param id our name for it, in the header {@code x-oblix-request-id} and in the log
 * @param body OpenAI's JSON, as the caller wrote it; shared, never to be changed
 * @param messages its {@code messages}: not empty, each an object with a known role
 * @param rawMessages the same as the caller wrote them; null where they are not his, or not in UTF-8
 * @param model the {@code model} asked for; empty when there was none
 * @param streaming whether the caller wants an event stream
 * @param usageWanted {@code stream_options.include_usage}
 * @param localOnly whether the caller forbade the cloud ({@code X-Oblix-Privacy: local-only})
 * @param conversation what the caller calls the conversation that this belongs to, by a header; null when it does not say
 * @param sizeBytes the size of the body
 * @param receivedNanos {@link System#nanoTime()} when it was read
 * @param cancellation fires when the caller leaves
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
        int sizeBytes,
        long receivedNanos,
        Cancellation cancellation) {

    /** Whether the caller offers tools by the old field {@code functions}, and so understands no {@code tool_calls}. */
    public boolean offersFunctions() {
        return body.path("tools").isEmpty() && !body.path("functions").isEmpty();
    }

    /** The same caller's request with other words, for another question on his behalf. */
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
                sizeBytes,
                receivedNanos,
                cancellation);
    }

    /** Without the body: a prompt must not reach a log by way of a record's text. */
    @Override
    public String toString() {
        return "ChatRequest[" + id + "]";
    }
}

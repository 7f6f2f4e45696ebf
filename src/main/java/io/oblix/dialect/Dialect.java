package io.oblix.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Answer;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.ErrorShape;
import io.oblix.server.reply.StreamFraming;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An API that clients speak, without any I/O: what is read from a request, and how answers and errors are written. In a
 * stream that has begun, {@link #framing} makes an event of the body of an error.
 */
public interface Dialect extends ErrorShape {

    /** The word for it in facts, hooks, reports and metrics: {@code chat}, {@code messages}. */
    String name();

    /**
     * @param cancellation of the client, for whatever works on the request
     * @throws io.oblix.problem.RequestProblem when the body is not a request of this API
     */
    ChatRequest read(HttpRequest http, Cancellation cancellation);

    /** Whether a body without its path, for a dry run, can only be of this API and no chat completion. */
    default boolean isOwn(JsonNode body) {
        return false;
    }

    /** The body of an answer for a client that wants it whole. */
    byte[] whole(ChatRequest request, Answer answer);

    /**
     * Begins a stream.
     *
     * @param answer for what it says of its model; the events come to the writer
     * @param pieces takes what is written, with its framing
     */
    StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces);

    /** Headers of its own on each answer, beside ours. */
    default Map<String, String> answerHeaders(String requestId) {
        return Map.of();
    }

    /** How this stream is framed. */
    default StreamFraming framing(ChatRequest request) {
        return StreamFraming.EVENTS;
    }

    /**
     * Whether it takes chunks and whole answers in OpenAI's format of chat completions as they are. All others get them
     * in words of ours.
     */
    default boolean passesChunks() {
        return false;
    }
}

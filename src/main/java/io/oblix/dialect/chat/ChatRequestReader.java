package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a {@link ChatRequest}. It checks what all providers need; a field that only one provider knows is left to that
 * provider.
 */
public final class ChatRequestReader {

    private ChatRequestReader() {}

    /** @throws RequestProblem when the body is not a chat completion request */
    public static ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return read(Caller.of(http), http.body(), cancellation);
    }

    /** A request without headers for its conversation and its client. */
    public static ChatRequest read(String id, byte[] bytes, @Nullable String privacy, Cancellation cancellation) {
        return read(new Caller(id, Caller.isLocalOnly(privacy), null, ""), bytes, cancellation);
    }

    /** @throws RequestProblem when the body is not a chat completion request */
    public static ChatRequest read(Caller from, byte[] bytes, Cancellation cancellation) {
        long receivedNanos = System.nanoTime();
        RequestJson json = RequestJson.read(bytes);
        ObjectNode body = json.object();
        String name = Json.text(body, "prompt_cache_key");
        Caller caller = from.in(name == null || name.isBlank() ? null : name);
        ParameterCheck.check(body);
        return new ChatRequest(
                        caller.requestId(),
                        body,
                        messages(body),
                        json.messages(),
                        json.model(),
                        RequestJson.flag(body, "stream", "stream"),
                        body.get("stream_options") instanceof ObjectNode options
                                && RequestJson.flag(options, "include_usage", "stream_options.include_usage"),
                        caller.localOnly(),
                        caller.in(cacheKey(body)).conversation(),
                        caller.client(),
                        bytes.length,
                        receivedNanos,
                        cancellation)
                .withTask(caller.task());
    }

    /** Agents name the conversation by it, as in the Responses. */
    private static @Nullable String cacheKey(ObjectNode body) {
        String key = Json.text(body, "prompt_cache_key");
        return key == null || key.isBlank() ? null : key;
    }

    private static ArrayNode messages(ObjectNode body) {
        JsonNode messages = body.get("messages");
        if (messages == null || messages.isNull()) {
            throw RequestProblem.missing("messages");
        }
        if (!(messages instanceof ArrayNode array)) {
            throw RequestProblem.wrongType("messages", "an array of objects", Json.typeOf(messages));
        }
        if (array.isEmpty()) {
            throw RequestProblem.emptyArray("messages");
        }
        for (int i = 0; i < array.size(); i++) {
            MessageCheck.check(array.get(i), "messages[" + i + "]");
        }
        return array;
    }
}

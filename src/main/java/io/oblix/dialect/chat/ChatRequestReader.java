package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ChatRequestDraft;
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
    public static ChatRequest read(Caller caller, byte[] bytes, Cancellation cancellation) {
        long receivedNanos = System.nanoTime();
        RequestJson json = RequestJson.read(bytes);
        ObjectNode body = json.object();
        ParameterCheck.check(body);
        ChatRequestDraft draft = caller.in(conversation(body)).draft(body, messages(body), receivedNanos, cancellation);
        draft.rawMessages = json.messages();
        draft.model = json.model();
        draft.streaming = RequestJson.flag(body, "stream", "stream");
        draft.usageWanted = body.get("stream_options") instanceof ObjectNode options
                && RequestJson.flag(options, "include_usage", "stream_options.include_usage");
        draft.sizeBytes = bytes.length;
        return draft.request();
    }

    /** Agents name it by the key of the prompt's cache, as in the Responses. */
    private static @Nullable String conversation(ObjectNode body) {
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

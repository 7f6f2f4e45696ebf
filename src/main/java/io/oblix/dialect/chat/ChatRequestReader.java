package io.oblix.dialect.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.OblixHeaders;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a {@link ChatRequest}. It checks what all providers need; a field that only one provider knows is left to that
 * provider.
 */
public final class ChatRequestReader {

    private ChatRequestReader() {}

    /** @throws RequestProblem when the body is not a chat completion request */
    public static ChatRequest read(HttpRequest http, Cancellation cancellation) {
        String privacy = String.join(",", http.headers(OblixHeaders.PRIVACY));
        return read(http.id(), http.body(), privacy, http.conversation(), http.client(), cancellation);
    }

    /** A request without headers for its conversation and its client. */
    public static ChatRequest read(String id, byte[] bytes, @Nullable String privacy, Cancellation cancellation) {
        return read(id, bytes, privacy, null, "", cancellation);
    }

    /**
     * @param privacy the values of {@code X-Oblix-Privacy}, joined by commas
     * @param conversation the id of the conversation from a header
     * @param client the name of the client's program; may be empty
     * @throws RequestProblem when the body is not a chat completion request
     */
    public static ChatRequest read(
            String id,
            byte[] bytes,
            @Nullable String privacy,
            @Nullable String conversation,
            String client,
            Cancellation cancellation) {
        long receivedNanos = System.nanoTime();
        RequestJson json = parse(bytes);
        ObjectNode body = json.object();
        ParameterCheck.check(body);
        return new ChatRequest(
                id,
                body,
                messages(body),
                json.messages(),
                model(body),
                flag(body, "stream", "stream"),
                body.get("stream_options") instanceof ObjectNode options
                        && flag(options, "include_usage", "stream_options.include_usage"),
                localOnly(privacy),
                conversation,
                client,
                bytes.length,
                receivedNanos,
                cancellation);
    }

    private static RequestJson parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw RequestProblem.malformedJson("The body is empty. HINT: POST a JSON object with 'messages'");
        }
        try {
            return RequestJson.parse(bytes);
        } catch (JsonProcessingException malformed) {
            throw RequestProblem.malformedJson("HINT: " + firstLine(malformed.getOriginalMessage()));
        } catch (NumberFormatException outOfRange) {
            throw RequestProblem.malformedJson("HINT: a number is out of range");
        } catch (IOException unreadable) {
            throw RequestProblem.malformedJson("HINT: it is not UTF-8");
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 200 ? line : line.substring(0, 200);
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

    private static String model(ObjectNode body) {
        JsonNode model = body.get("model");
        if (model == null || model.isNull()) {
            return "";
        }
        JsonType.demand(model.isTextual(), "model", "a string", model);
        String name = model.textValue().strip();
        if (!name.isEmpty() && !ModelName.isPrintable(name)) {
            throw RequestProblem.modelNotFound("(not a printable name)");
        }
        return name;
    }

    private static boolean flag(ObjectNode object, String field, String param) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return false;
        }
        JsonType.demand(value.isBoolean(), param, "a boolean", value);
        return value.booleanValue();
    }

    /** A promise must not depend on which of two values is read: any local-only counts. */
    private static boolean localOnly(@Nullable String privacy) {
        boolean localOnly = false;
        for (String value : privacy == null ? new String[0] : privacy.split(",", -1)) {
            String word = value.strip().toLowerCase(Locale.ROOT);
            if (word.equals("local-only")) {
                localOnly = true;
            } else if (!word.isEmpty() && !word.equals("any")) {
                throw RequestProblem.invalid(
                        "X-Oblix-Privacy",
                        "invalid_value",
                        "Invalid value for the header X-Oblix-Privacy. Supported values are: 'any' and 'local-only'.");
            }
        }
        return localOnly;
    }
}

package io.oblix.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request as a simulated provider received it.
 *
 * @param headers by lower-case name
 * @param body the JSON; empty for a GET
 */
public record SimulatedRequest(String method, String path, Map<String, String> headers, ObjectNode body) {

    static SimulatedRequest of(HttpServerRequest http, Buffer body) {
        Map<String, String> headers = new HashMap<>();
        http.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        ObjectNode json = Json.objectOrNull(body.getBytes());
        return new SimulatedRequest(
                http.method().name(), http.path(), Map.copyOf(headers), json == null ? Json.object() : json);
    }

    /** The text of the last user message, or the prompt of a completion. */
    public String question() {
        String question = text(body.path(body.has("prompt") ? "prompt" : "input"));
        for (var message : messages()) {
            if (message.path("role").asText().equals("user")) {
                question = text(message.path("content"));
            }
        }
        return question;
    }

    /** The messages of the conversation, or the items of OpenAI's Responses. */
    JsonNode messages() {
        return body.path(body.has("messages") ? "messages" : "input");
    }

    /** The assistant's message at the end of the conversation, which the model should continue; empty without one. */
    public String prefill() {
        JsonNode messages = body.path("messages");
        JsonNode last = messages.path(messages.size() - 1);
        return last.path("role").asText().equals("assistant") ? text(last.path("content")) : "";
    }

    /** The assistant's message before the last one of the user; empty without one. */
    public String lastAnswer() {
        JsonNode messages = body.path("messages");
        JsonNode before = messages.path(messages.size() - 2);
        return before.path("role").asText().equals("assistant") ? text(before.path("content")) : "";
    }

    /** The same conversation some turns before. */
    public SimulatedRequest withoutLastTurns(int turns) {
        ObjectNode shorter = body.deepCopy();
        if (shorter.path("messages") instanceof ArrayNode messages) {
            for (int i = 0; i < turns && !messages.isEmpty(); i++) {
                messages.remove(messages.size() - 1);
            }
        }
        return new SimulatedRequest(method, path, headers, shorter);
    }

    static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}

package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Unanswered;
import io.oblix.json.Json;
import java.util.Set;

/**
 * Ollama's messages as those of a chat completion. There each call has an id that its result refers to; Home Assistant
 * sends neither ids nor names, so results without them belong to the calls before them in their order.
 */
final class MessagesToChat {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    private static final String ID = "id ";
    private static final String NAME = "name ";

    private final ArrayNode messages = Json.MAPPER.createArrayNode();

    /** The ids of the last turn's calls that have no result yet. */
    private Unanswered<String> unanswered = new Unanswered<>();

    /** @throws io.oblix.problem.RequestProblem when they are no messages */
    ArrayNode read(JsonNode source) {
        OllamaReader.require(!OllamaReader.present(source) || source.isArray(), "messages", "a list");
        for (int i = 0; i < source.size(); i++) {
            message(source.get(i), i);
        }
        return messages;
    }

    private void message(JsonNode from, int place) {
        String param = "messages[" + place + "]";
        String role = String.valueOf(Json.text(from, "role"));
        OllamaReader.require(ROLES.contains(role), param + ".role", "one of system, user, assistant, or tool");
        JsonNode content = from.path("content");
        OllamaReader.require(!OllamaReader.present(content) || content.isTextual(), param + ".content", "a string");
        ObjectNode message = messages.addObject().put("role", role);
        Pictures.content(message, content, from.path("images"), param + ".images");
        if (role.equals("assistant")) {
            turn(from, message, place);
        } else if (role.equals("tool")) {
            message.put("tool_call_id", answered(from, place));
        }
    }

    private void turn(JsonNode from, ObjectNode message, int place) {
        String thinking = Json.text(from, "thinking");
        if (thinking != null && !thinking.isEmpty()) {
            message.put("reasoning_content", thinking);
        }
        JsonNode calls = from.path("tool_calls");
        OllamaReader.require(
                !OllamaReader.present(calls) || calls.isArray(), "messages[" + place + "].tool_calls", "a list");
        if (calls.isEmpty()) {
            return;
        }
        unanswered = new Unanswered<>();
        ArrayNode called = message.putArray("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            JsonNode function = calls.get(i).path("function");
            String given = Json.text(calls.get(i), "id");
            // The same on each turn, so that a prompt that is sent again stays the same.
            String id = given == null || given.isBlank() ? "call_" + place + "_" + i : given;
            String name = function.path("name").asText();
            OllamaReader.require(
                    OllamaReader.isText(function.path("name")),
                    "messages[" + place + "].tool_calls[" + i + "].function.name",
                    "the name of a tool");
            unanswered.add(id, ID + id, NAME + name);
            called.addObject()
                    .put("id", id)
                    .put("type", "function")
                    .putObject("function")
                    .put("name", name)
                    .put("arguments", arguments(function.path("arguments")));
        }
    }

    private static String arguments(JsonNode arguments) {
        if (arguments.isTextual()) {
            return arguments.textValue();
        }
        return arguments.isObject() ? arguments.toString() : "{}";
    }

    /** The id of the call that a result belongs to. */
    private String answered(JsonNode result, int place) {
        String id = Json.text(result, "tool_call_id");
        if (id != null && !id.isBlank()) {
            unanswered.answer(ID + id);
            return id;
        }
        String named = unanswered.answer(NAME + Json.text(result, "tool_name"));
        String next = named == null ? unanswered.answerFirst() : named;
        return next == null ? "call_" + place + "_0" : next;
    }
}

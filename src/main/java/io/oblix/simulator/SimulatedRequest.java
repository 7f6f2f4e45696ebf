package io.oblix.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A call as a simulated provider received it.
 *
 * @param headers by lower-case name
 * @param body the JSON; empty for a GET
 */
public record SimulatedRequest(String method, String path, Map<String, String> headers, ObjectNode body) {

    /** What the last user said. */
    public String question() {
        String question = "";
        for (var message : body.path("messages")) {
            if (message.path("role").asText().equals("user")) {
                question = text(message.path("content"));
            }
        }
        return question;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}

package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.dialect.responses.tools.ToolBook;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What items say that models know as text only. */
record ItemTexts(Notes notes, ToolBook book) {

    /** How what OpenAI has encrypted begins. */
    private static final String FOREIGN_PREFIX = "gAAAA";

    /** The thinking itself, or else its summary. */
    static String ofReasoning(JsonNode item) {
        StringBuilder thought = new StringBuilder();
        for (JsonNode part : item.path("content").isEmpty() ? item.path("summary") : item.path("content")) {
            String text = text(part, "text");
            thought.append(thought.isEmpty() || text.isEmpty() ? "" : "\n").append(text);
        }
        return thought.toString();
    }

    /** The text of a content, or of its parts. */
    static String of(JsonNode content) {
        StringBuilder words = new StringBuilder(content.asText());
        content.forEach(part -> words.append(text(part, "text")));
        return words.toString();
    }

    /** Codex takes for ciphertext what a model wrote to another one, so it is plain text unless OpenAI encrypted it. */
    String ofAgent(JsonNode item) {
        StringBuilder words = new StringBuilder();
        JsonNode content = item.path("content");
        if (content.isTextual()) {
            words.append(content.textValue());
        }
        for (JsonNode part : content) {
            String encrypted = Json.text(part, "encrypted_content");
            String text = encrypted == null ? text(part, "text") : encrypted;
            if (encrypted != null && encrypted.startsWith(FOREIGN_PREFIX)) {
                notes.ignore("input[].content[].encrypted_content");
            } else {
                words.append(words.isEmpty() ? "" : "\n").append(text);
            }
        }
        return words.isEmpty()
                ? ""
                : "Message from " + text(item, "author") + " to " + text(item, "recipient") + ":\n" + words;
    }

    /** The result of a search for tools, by the names under which the model sees them. */
    String found(JsonNode item) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : item.path("tools")) {
            String namespace = tool.path("tools").isArray() ? Json.text(tool, "name") : null;
            for (JsonNode member :
                    namespace == null ? Json.MAPPER.createArrayNode().add(tool) : tool.path("tools")) {
                String as = book.offered(namespace, String.valueOf(Json.text(member, "name")));
                if (as != null) {
                    names.add(as);
                }
            }
        }
        return names.isEmpty() ? "No tools were found." : "These tools can be called now: " + String.join(", ", names);
    }

    private static String text(JsonNode object, String field) {
        String text = Json.text(object, field);
        return text == null ? "" : text;
    }
}

package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.Map;

/**
 * What Anthropic's servers did for the model, as text in its turn. As calls they would stay open: their results are not in
 * the user's turn.
 */
final class ServerToolText {

    private ServerToolText() {}

    /** @param calls those of the same turn by their ids */
    static String search(JsonNode result, Map<String, JsonNode> calls) {
        JsonNode content = result.path("content");
        if (!content.isArray()) {
            return failed("web_search", content);
        }
        JsonNode call = calls.get(result.path("tool_use_id").asText());
        StringBuilder text = new StringBuilder("[web_search: ")
                .append(call == null ? "" : call.path("input").path("query").asText())
                .append("]\n");
        for (JsonNode found : content) {
            text.append("- ")
                    .append(found.path("title").asText())
                    .append(": ")
                    .append(found.path("url").asText())
                    .append('\n');
        }
        return text.toString();
    }

    private static String failed(String tool, JsonNode error) {
        return "[" + tool + " failed: " + error.path("error_code").asText("unavailable") + "]";
    }

    /** Any other result: the texts in it. */
    static String result(JsonNode result, Map<String, JsonNode> calls) {
        JsonNode call = calls.get(result.path("tool_use_id").asText());
        String tool = call == null ? "tool" : call.path("name").asText();
        JsonNode content = result.path("content");
        if (content.has("error_code")) {
            return failed(tool, content);
        }
        StringBuilder text = new StringBuilder("[").append(tool).append("]\n");
        addTexts(content, text);
        return text.toString();
    }

    private static void addTexts(JsonNode content, StringBuilder text) {
        if (content.isTextual()) {
            text.append(content.textValue()).append('\n');
        } else if (content.isArray()) {
            content.forEach(piece -> addTexts(piece, text));
        } else if (content.isObject()) {
            for (String field : new String[] {"title", "url", "text", "stdout", "stderr", "tool_name"}) {
                String value = Json.text(content, field);
                if (value != null && !value.isEmpty()) {
                    text.append(value).append('\n');
                }
            }
            for (String field : new String[] {"content", "source", "data"}) {
                if (!"base64".equals(Json.text(content, "type"))) {
                    addTexts(content.path(field), text);
                }
            }
            content.path("tool_references").forEach(piece -> addTexts(piece, text));
        }
    }
}

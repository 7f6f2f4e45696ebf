package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Reminders;
import io.oblix.json.Json;
import io.oblix.json.Texts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Blocks of a user's turn as parts of a message: text, pictures, documents, search results, results of tools. */
final class UserContent {

    private final Notes notes;
    private final ToolsToChat tools;

    UserContent(Notes notes, ToolsToChat tools) {
        this.notes = notes;
        this.tools = tools;
    }

    /** A string is one block of text; anything else than a list is none. */
    static ArrayNode blocks(JsonNode content) {
        if (content instanceof ArrayNode blocks) {
            return blocks;
        }
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        if (content.isTextual()) {
            blocks.addObject().put("type", "text").set("text", content);
        }
        return blocks;
    }

    /** Whether the user says something, and not only its program. */
    static boolean isQuestion(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return !Reminders.isReminder(content);
        }
        for (JsonNode block : content) {
            String type = Json.text(block, "type");
            boolean reminder = "text".equals(type) && Reminders.isReminder(block.path("text"));
            if (!"tool_result".equals(type) && !reminder) {
                return true;
            }
        }
        return false;
    }

    void add(JsonNode block, String param, ArrayNode parts) {
        switch (String.valueOf(Json.text(block, "type"))) {
            case "text" -> text(block.path("text"), parts);
            case "image" -> image(block.path("source"), param, parts);
            case "document" -> document(block, param, parts);
            case "search_result" -> text(searchResult(block), parts);
            case "container_upload" -> notes.claudeOnly(param, "uploads");
            default -> notes.ignore("messages");
        }
    }

    private static void text(String text, ArrayNode parts) {
        text(TextNode.valueOf(text), parts);
    }

    /** The text as it was sent: it is written faster than a copy. */
    static void text(JsonNode text, ArrayNode parts) {
        if (text.isTextual() && !Texts.isEmpty(text)) {
            parts.addObject().put("type", "text").set("text", text);
        }
    }

    private void image(JsonNode source, String param, ArrayNode parts) {
        switch (String.valueOf(Json.text(source, "type"))) {
            case "base64" -> picture(dataUri(source), parts);
            case "url" -> picture(source.path("url").asText(), parts);
            default -> notes.claudeOnly(param + ".source", "file ids");
        }
    }

    private static void picture(String url, ArrayNode parts) {
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }

    private static String dataUri(JsonNode source) {
        return "data:" + source.path("media_type").asText() + ";base64,"
                + source.path("data").asText();
    }

    private void document(JsonNode block, String param, ArrayNode parts) {
        JsonNode source = block.path("source");
        String title = Json.text(block, "title");
        switch (String.valueOf(Json.text(source, "type"))) {
            case "base64" ->
                parts.addObject()
                        .put("type", "file")
                        .putObject("file")
                        .put("filename", title == null || title.isBlank() ? "document.pdf" : title)
                        .put("file_data", dataUri(source));
            case "text" -> text(wrapped(title, block, source.path("data").asText()), parts);
            case "content" -> {
                ArrayNode inner = Json.MAPPER.createArrayNode();
                StringBuilder text = new StringBuilder();
                for (JsonNode piece : blocks(source.path("content"))) {
                    if ("image".equals(Json.text(piece, "type"))) {
                        image(piece.path("source"), param, inner);
                    } else {
                        text.append(text.isEmpty() ? "" : "\n")
                                .append(piece.path("text").asText());
                    }
                }
                text(wrapped(title, block, text.toString()), parts);
                parts.addAll(inner);
            }
            case "url" -> notes.claudeOnly(param + ".source", "documents from a URL");
            default -> notes.claudeOnly(param + ".source", "file ids");
        }
    }

    private static String wrapped(@Nullable String title, JsonNode block, String text) {
        String context = Json.text(block, "context");
        return (title == null ? "<document>\n" : "<document title=\"" + quoted(title) + "\">\n")
                + (context == null ? "" : context + "\n") + text + "\n</document>";
    }

    private static String quoted(String attribute) {
        return attribute.replace("\"", "'");
    }

    private static String searchResult(JsonNode block) {
        StringBuilder text = new StringBuilder("<search_result source=\"")
                .append(quoted(block.path("source").asText()))
                .append("\" title=\"")
                .append(quoted(block.path("title").asText()))
                .append("\">");
        for (JsonNode piece : blocks(block.path("content"))) {
            text.append(piece.path("text").asText());
        }
        return text.append("</search_result>").toString();
    }

    /** The message of a tool's result, without the id of its call. Its content is one text, or parts with pictures. */
    ObjectNode result(JsonNode block, String param) {
        JsonNode only = onlyText(block.path("content"));
        boolean failed = block.path("is_error").asBoolean(false);
        if (only != null && !failed) {
            return Json.object().set("content", only);
        }
        StringBuilder text = new StringBuilder();
        ArrayNode media = Json.MAPPER.createArrayNode();
        ArrayNode content = blocks(block.path("content"));
        for (int i = 0; i < content.size(); i++) {
            JsonNode piece = content.get(i);
            String said = resultText(piece);
            if (said != null) {
                text.append(text.isEmpty() ? "" : "\n").append(said);
            } else {
                add(piece, param + ".content." + i, media);
            }
        }
        ObjectNode message = Json.object();
        String words = (failed && !saysError(text) ? "Error: " : "") + text;
        if (media.isEmpty()) {
            message.put("content", words);
        } else {
            ArrayNode parts = message.putArray("content");
            text(words, parts);
            parts.addAll(media);
        }
        if (failed) {
            message.put("is_error", true);
        }
        return message;
    }

    /** A content that is one text, as it was sent, which is written faster than a copy; null for any other. */
    static @Nullable JsonNode onlyText(JsonNode content) {
        JsonNode block = content.size() == 1 ? content.path(0) : MissingNode.getInstance();
        JsonNode text = "text".equals(Json.text(block, "type")) ? block.path("text") : content;
        return text.isTextual() ? text : null;
    }

    private static boolean saysError(StringBuilder text) {
        String begin = text.substring(0, Math.min(text.length(), 16)).toLowerCase(Locale.ROOT);
        return begin.startsWith("error") || begin.startsWith("<tool_use_error>");
    }

    /** Null for a picture or a document. */
    private @Nullable String resultText(JsonNode piece) {
        return switch (String.valueOf(Json.text(piece, "type"))) {
            case "text" -> piece.path("text").asText();
            case "search_result" -> searchResult(piece);
            case "image", "document" -> null;
            case "tool_reference" -> {
                String name = Json.text(piece, "tool_name");
                tools.load(name);
                yield "Tool " + name + " is available now.";
            }
            default -> piece.toString();
        };
    }
}

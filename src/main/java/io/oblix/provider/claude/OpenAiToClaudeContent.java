package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.PicturePart;
import io.oblix.json.Json;
import io.oblix.json.Texts;
import io.oblix.problem.RequestProblem;

/** OpenAI's content parts to Anthropic's blocks. Anthropic rejects text blocks without text, so those are left out. */
final class OpenAiToClaudeContent {

    private OpenAiToClaudeContent() {}

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    /** The text to send where Anthropic requires one and the client has none. */
    static ObjectNode silence() {
        return text(".");
    }

    /** The content of instructions and of the assistant's messages: one block for each part that has text. */
    static void texts(JsonNode content, String param, ArrayNode blocks) {
        if (content.isTextual()) {
            addText(content, content, blocks);
            return;
        }
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String type = String.valueOf(Json.text(part, "type"));
            if (!type.equals("text") && !type.equals("refusal")) {
                throw lost(type, param + "[" + i + "]");
            }
            JsonNode text = part.path("text");
            addText(text.isTextual() ? text : part.path("refusal"), part, blocks);
        }
    }

    private static void addText(JsonNode text, JsonNode part, ArrayNode blocks) {
        if (text.isTextual() && !Texts.isBlank(text)) {
            ObjectNode block = Json.object().put("type", "text").set("text", text);
            CacheControl.copy(part, block);
            blocks.add(block);
        }
    }

    /** The content of a user's message or a tool's result; may be empty. */
    static ArrayNode blocks(JsonNode content, String param) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        if (content.isArray()) {
            for (int i = 0; i < content.size(); i++) {
                addPart(content.get(i), param + "[" + i + "]", blocks);
            }
        } else {
            texts(content, param, blocks);
        }
        return blocks;
    }

    private static void addPart(JsonNode sent, String param, ArrayNode blocks) {
        JsonNode part = PicturePart.inChat(sent);
        String type = String.valueOf(Json.text(part, "type"));
        ObjectNode block =
                switch (type) {
                    case "text", "input_text", "output_text" -> {
                        addText(part.path("text"), part, blocks);
                        yield null;
                    }
                    case "image_url" -> OpenAiToClaudeMedia.image(part.path("image_url"), param);
                    case "file" -> OpenAiToClaudeMedia.file(part.path("file"), param);
                    default -> throw lost(type, param);
                };
        if (block != null) {
            CacheControl.copy(part, block);
            blocks.add(block);
        }
    }

    private static RequestProblem lost(String type, String param) {
        return RequestProblem.unsupported(
                param, "A part of the type '" + type + "' is not translated for Claude; it would be lost.");
    }
}

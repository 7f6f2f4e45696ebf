package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's content parts to Anthropic's blocks; Anthropic refuses blocks without text, so those are left out. */
final class OpenAiToClaudeContent {

    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    /** Parts that only users and tools may send; Anthropic has no place for them elsewhere. */
    private static final Set<String> MEDIA = Set.of("image_url", "input_audio", "file");

    private OpenAiToClaudeContent() {}

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    /** What instructions and answers are made of: a block for each part that has a text. */
    static void texts(JsonNode content, String param, ArrayNode blocks) {
        if (content.isTextual()) {
            addText(content.textValue(), blocks);
            return;
        }
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String type = String.valueOf(Json.text(part, "type"));
            if (MEDIA.contains(type)) {
                throw lost(type, param + "[" + i + "]");
            }
            String text = Json.text(part, "text");
            addText(text != null ? text : Json.text(part, "refusal"), blocks);
        }
    }

    private static void addText(@Nullable String text, ArrayNode blocks) {
        if (text != null && !text.isBlank()) {
            blocks.add(text(text));
        }
    }

    /** What a user says or a tool returns; may be empty. */
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

    private static void addPart(JsonNode part, String param, ArrayNode blocks) {
        String type = String.valueOf(Json.text(part, "type"));
        switch (type) {
            case "text" -> addText(Json.text(part, "text"), blocks);
            case "image_url" -> blocks.add(image(part.path("image_url"), param));
            default -> throw lost(type, param);
        }
    }

    private static RequestProblem lost(String type, String param) {
        return RequestProblem.invalid(
                param,
                "unsupported_value",
                "A part of the type '" + type + "' is not translated for Claude; it would be lost.");
    }

    private static ObjectNode image(JsonNode image, String param) {
        String url = image.isTextual() ? image.textValue() : String.valueOf(Json.text(image, "url"));
        ObjectNode block = Json.object().put("type", "image");
        if (url.startsWith("https://")) {
            block.putObject("source").put("type", "url").put("url", url);
            return block;
        }
        int comma = url.indexOf(',');
        if (url.startsWith("data:") && comma > 0 && url.substring(0, comma).endsWith(";base64")) {
            String type = url.substring(5, comma - ";base64".length()).replace("image/jpg", "image/jpeg");
            if (IMAGE_TYPES.contains(type)) {
                block.putObject("source")
                        .put("type", "base64")
                        .put("media_type", type)
                        .put("data", url.substring(comma + 1));
                return block;
            }
        }
        throw RequestProblem.invalid(
                param,
                "unsupported_value",
                "Claude takes pictures as an https:// URL or as base64 data of the type jpeg, png, gif or webp.");
    }
}

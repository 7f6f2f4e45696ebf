package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.Texts;

/** Ollama's pictures, which are base64 without a type, as parts of a message. */
final class Pictures {

    private Pictures() {}

    /** Sets the content of a message: a text, or parts if there are pictures. */
    static void content(ObjectNode message, JsonNode said, JsonNode images, String param) {
        JsonNode text = said.isTextual() ? said : TextNode.valueOf(said.asText(""));
        OllamaReader.require(!OllamaReader.present(images) || images.isArray(), param, "a list");
        if (images.isEmpty()) {
            message.set("content", text);
            return;
        }
        ArrayNode parts = message.putArray("content");
        if (!Texts.isEmpty(text)) {
            parts.addObject().put("type", "text").set("text", text);
        }
        for (int i = 0; i < images.size(); i++) {
            JsonNode image = images.get(i);
            OllamaReader.require(image.isTextual(), param + "[" + i + "]", "a picture in base64");
            parts.addObject().put("type", "image_url").putObject("image_url").put("url", uri(image.textValue()));
        }
    }

    private static String uri(String base64) {
        return base64.startsWith("data:") ? base64 : "data:" + type(base64) + ";base64," + base64;
    }

    /** By the first bytes; what none of them fits is left to the provider, which looks again. */
    private static String type(String base64) {
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        } else if (base64.startsWith("UklGR")) {
            return "image/webp";
        }
        return base64.startsWith("R0lGOD") ? "image/gif" : "image/png";
    }
}

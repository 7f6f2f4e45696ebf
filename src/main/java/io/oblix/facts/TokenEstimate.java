package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.Json;

/**
 * How many tokens a prompt will be, roughly, without any provider's tokenizer: four characters of English or code to
 * a token, about one token to a character of other scripts, and a few tokens around each message.
 */
final class TokenEstimate {

    private static final double CHARS_PER_TOKEN = 4.0;
    private static final double TOKENS_PER_WIDE_CHAR = 0.8;
    private static final int TOKENS_PER_MESSAGE = 4;
    private static final int TOKENS_PER_IMAGE = 1_000;

    private double tokens;

    private TokenEstimate() {}

    static int of(ArrayNode messages, JsonNode tools) {
        TokenEstimate estimate = new TokenEstimate();
        for (JsonNode message : messages) {
            estimate.tokens += TOKENS_PER_MESSAGE;
            estimate.addContent(message.path("content"));
            estimate.addJson(message.path("tool_calls"));
        }
        estimate.addJson(tools);
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(estimate.tokens));
    }

    private void addContent(JsonNode content) {
        if (content.isTextual()) {
            addText(content.textValue());
            return;
        }
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            if (text != null) {
                addText(text);
            } else if (part.has("image_url")) {
                tokens += TOKENS_PER_IMAGE;
            }
        }
    }

    /** Names, values and a little punctuation. */
    private void addJson(JsonNode json) {
        if (json.isTextual()) {
            addText(json.textValue());
        } else if (json.isObject()) {
            json.properties().forEach(field -> {
                addText(field.getKey());
                tokens += 1;
                addJson(field.getValue());
            });
        } else if (json.isArray()) {
            json.forEach(this::addJson);
        } else if (!json.isMissingNode()) {
            tokens += 1;
        }
    }

    private void addText(String text) {
        int wide = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x0250) {
                wide++;
            }
        }
        tokens += (text.length() - wide) / CHARS_PER_TOKEN + wide * TOKENS_PER_WIDE_CHAR;
    }
}

package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.ChatRequest;
import io.oblix.facts.text.TextKind;
import io.oblix.facts.text.TokenCount;
import io.oblix.json.Json;
import java.util.function.Consumer;

/**
 * Estimates the tokens of a prompt without a provider's tokenizer: its texts by {@link TokenCount}, a few tokens per
 * message, and the average cost of images and files.
 */
public final class TokenEstimate {

    private static final int PER_MESSAGE = 4;

    /** For an image of medium size; the cost varies from 85 to 1,600 by model and size. */
    private static final int PER_IMAGE = 1_000;

    /** For an image with {@code "detail": "low"}. */
    private static final int PER_SMALL_IMAGE = 100;

    /** For a file that is only known by its id. */
    private static final int PER_FILE = 2_000;

    /** Providers read a PDF page as an image and as text: about 2,500 tokens for about 60 kB. */
    private static final int PDF_CHARS_PER_TOKEN = 32;

    /** A text file in base64. */
    private static final int FILE_CHARS_PER_TOKEN = 5;

    /** Speech is about ten tokens per second. */
    private static final int AUDIO_CHARS_PER_TOKEN = 2_000;

    private final Consumer<JsonNode> text;
    private long tokens;
    private long mediaTokens;

    private TokenEstimate(Consumer<JsonNode> text) {
        this.text = text;
    }

    /** Messages and tools together. */
    public static int of(ChatRequest request) {
        return sizeOf(request).tokens();
    }

    /**
     * How long a prompt is.
     *
     * @param instructionTokens of these the instructions and the tools
     * @param kind what it mostly consists of
     */
    public record Size(int tokens, int instructionTokens, TextKind kind) {}

    /** Messages and tools together, and what they mostly consist of. */
    public static Size sizeOf(ChatRequest request) {
        TokenCount texts = new TokenCount();
        TokenEstimate estimate = new TokenEstimate(texts::add);
        estimate.addMessages(request, true);
        estimate.addJson(request.body().path("tools"));
        estimate.addJson(request.body().path("functions"));
        texts.endFirstPart();
        long ofInstructions = estimate.tokens;
        estimate.addMessages(request, false);
        long ofTexts = texts.tokens();
        TextKind kind = estimate.mediaTokens > ofTexts / 20 ? TextKind.MEDIA : texts.kind();
        return new Size(
                (int) Math.min(Integer.MAX_VALUE, estimate.tokens + estimate.mediaTokens + ofTexts),
                (int) Math.min(Integer.MAX_VALUE, ofInstructions + texts.firstTokens()),
                kind);
    }

    /** @param instructions whether the instructions are added, or all other messages */
    private void addMessages(ChatRequest request, boolean instructions) {
        for (JsonNode message : request.messages()) {
            String role = Json.text(message, "role");
            if (("system".equals(role) || "developer".equals(role)) == instructions) {
                tokens += PER_MESSAGE;
                addContent(message.path("content"));
                addJson(message.path("tool_calls"));
            }
        }
    }

    private void addContent(JsonNode content) {
        if (content.isTextual()) {
            text.accept(content);
            return;
        }
        for (JsonNode part : content) {
            JsonNode words = part.path("text");
            if (words.isTextual()) {
                text.accept(words);
            } else {
                mediaTokens += mediaTokens(part);
            }
        }
    }

    private static long mediaTokens(JsonNode part) {
        if (part.has("image_url")) {
            return "low".equals(Json.text(part.path("image_url"), "detail")) ? PER_SMALL_IMAGE : PER_IMAGE;
        }
        if (part.has("file")) {
            String data = Json.text(part.path("file"), "file_data");
            boolean isText = data != null && data.startsWith("data:text/");
            return data == null ? PER_FILE : 1 + data.length() / (isText ? FILE_CHARS_PER_TOKEN : PDF_CHARS_PER_TOKEN);
        }
        String audio = Json.text(part.path("input_audio"), "data");
        return audio == null ? 0 : 1 + audio.length() / AUDIO_CHARS_PER_TOKEN;
    }

    /** Names and values, and a token for each field's punctuation. */
    private void addJson(JsonNode json) {
        if (json.isTextual()) {
            text.accept(json);
        } else if (json.isObject()) {
            json.properties().forEach(field -> {
                text.accept(TextNode.valueOf(field.getKey()));
                tokens += 1;
                addJson(field.getValue());
            });
        } else if (json.isArray()) {
            json.forEach(this::addJson);
        } else if (!json.isMissingNode()) {
            tokens += 1;
        }
    }
}

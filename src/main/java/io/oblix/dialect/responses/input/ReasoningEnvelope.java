package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What this server puts into the {@code encrypted_content} of an item: Claude's thinking with its signature, or the summary
 * of a conversation. It is neither secret nor trusted: Claude checks its signatures itself.
 */
public final class ReasoningEnvelope {

    private static final String PREFIX = "oblix1.";
    private static final String CLAUDE = "claude";
    private static final String SUMMARY = "summary";

    /** More than the longest thinking; what is longer is not ours. */
    private static final int MAX_CHARS = 4 * 1024 * 1024;

    private ReasoningEnvelope() {}

    /** Thinking that its provider signed. */
    public static String thinking(String text, String signature) {
        return claude(
                Json.object().put("type", "thinking").put("thinking", text).put("signature", signature));
    }

    /** Thinking that its provider shows to none. */
    public static String redacted(String data) {
        return claude(Json.object().put("type", "redacted_thinking").put("data", data));
    }

    private static String claude(ObjectNode block) {
        ObjectNode content = Json.object().put("k", CLAUDE);
        content.putArray("b").add(block);
        return sealed(content);
    }

    public static String summary(String text) {
        return sealed(Json.object().put("k", SUMMARY).put("t", text));
    }

    private static String sealed(ObjectNode content) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(content));
    }

    public static boolean isOurs(@Nullable String encrypted) {
        return encrypted != null && encrypted.startsWith(PREFIX);
    }

    /** The blocks of thinking in it; empty if it holds none, or is not ours. */
    public static ArrayNode blocks(@Nullable String encrypted) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        ObjectNode content = opened(encrypted, CLAUDE);
        if (content != null) {
            for (JsonNode block : content.path("b")) {
                add(block, blocks);
            }
        }
        return blocks;
    }

    private static void add(JsonNode block, ArrayNode blocks) {
        String thinking = Json.text(block, "thinking");
        String signature = Json.text(block, "signature");
        String data = Json.text(block, "data");
        switch (String.valueOf(Json.text(block, "type"))) {
            case "thinking" -> {
                if (thinking != null && signature != null) {
                    blocks.addObject()
                            .put("type", "thinking")
                            .put("thinking", thinking)
                            .put("signature", signature);
                }
            }
            case "redacted_thinking" -> {
                if (data != null) {
                    blocks.addObject().put("type", "redacted_thinking").put("data", data);
                }
            }
            default -> {
                // Not of ours.
            }
        }
    }

    /** The summary of a conversation in it; null if it holds none, or is not ours. */
    public static @Nullable String summaryIn(@Nullable String encrypted) {
        return Json.text(opened(encrypted, SUMMARY), "t");
    }

    private static @Nullable ObjectNode opened(@Nullable String encrypted, String kind) {
        if (encrypted == null || !isOurs(encrypted) || encrypted.length() > MAX_CHARS) {
            return null;
        }
        try {
            byte[] json = Base64.getUrlDecoder()
                    .decode(encrypted.substring(PREFIX.length()).getBytes(StandardCharsets.UTF_8));
            ObjectNode content = Json.objectOrNull(json);
            return kind.equals(Json.text(content, "k")) ? content : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import org.jspecify.annotations.Nullable;

/**
 * Claude's thinking with its signatures, out to the client and back. Anthropic accepts it only unchanged and signed
 * (https://platform.claude.com/docs/en/build-with-claude/extended-thinking), so thinking without a signature
 * ({@code reasoning_content}, or another provider's) is left out; redacted thinking is kept as it is.
 *
 * <p>An instance collects the thinking of one answer, for the field {@code thinking_blocks} that LiteLLM introduced. The
 * static methods read it from a conversation: from that field, or from OpenRouter's {@code reasoning_details}.
 */
final class SignedThinking {

    private final ArrayNode all = Json.MAPPER.createArrayNode();
    private final StringBuilder thinking = new StringBuilder();
    private @Nullable String signature;

    void start(JsonNode block) {
        thinking.setLength(0);
        signature = Json.text(block, "signature");
    }

    void append(String piece) {
        thinking.append(piece);
    }

    void sign(@Nullable String signed) {
        signature = signed;
    }

    /** Returns its signature; null if it has none. */
    @Nullable String end() {
        String signed = signature;
        add(thinking.toString(), signed, all);
        signature = null;
        return signed;
    }

    void addRedacted(JsonNode block) {
        addRedacted(Json.text(block, "data"), all);
    }

    ArrayNode all() {
        return all;
    }

    static boolean isThinking(JsonNode block) {
        String type = block.path("type").asText();
        return type.equals("thinking") || type.equals("redacted_thinking");
    }

    /** Adds the signed thinking of one message of the conversation to its blocks. */
    static void addFrom(JsonNode message, String param, ArrayNode blocks) {
        JsonType.array(message, "thinking_blocks", param);
        JsonType.array(message, "reasoning_details", param);
        JsonNode thinkingBlocks = message.path("thinking_blocks");
        if (thinkingBlocks.isArray()) {
            for (JsonNode block : thinkingBlocks) {
                switch (String.valueOf(Json.text(block, "type"))) {
                    case "thinking" -> add(Json.text(block, "thinking"), Json.text(block, "signature"), blocks);
                    case "redacted_thinking" -> addRedacted(Json.text(block, "data"), blocks);
                    default -> {
                        // Not Claude's.
                    }
                }
            }
            return;
        }
        for (JsonNode detail : message.path("reasoning_details")) {
            if (!String.valueOf(Json.text(detail, "format")).startsWith("anthropic")) {
                continue;
            }
            switch (String.valueOf(Json.text(detail, "type"))) {
                case "reasoning.text" -> add(Json.text(detail, "text"), Json.text(detail, "signature"), blocks);
                case "reasoning.encrypted" -> addRedacted(Json.text(detail, "data"), blocks);
                default -> {
                    // A summary has no signature.
                }
            }
        }
    }

    /** The text may be empty: newer models sign thinking that they do not show. */
    private static void add(@Nullable String thinking, @Nullable String signature, ArrayNode blocks) {
        if (thinking != null && signature != null && !signature.isBlank()) {
            ObjectNode block = blocks.addObject().put("type", "thinking");
            block.put("thinking", thinking).put("signature", signature);
        }
    }

    private static void addRedacted(@Nullable String data, ArrayNode blocks) {
        if (data != null && !data.isBlank()) {
            blocks.addObject().put("type", "redacted_thinking").put("data", data);
        }
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * Claude's own thinking, come back in the history: in {@code thinking_blocks} as LiteLLM has them, or in OpenRouter's
 * {@code reasoning_details}. Anthropic wants it unchanged and with its signature; thinking without one
 * ({@code reasoning_content}, or another provider's) cannot be sent and is left out.
 */
final class SignedThinking {

    private SignedThinking() {}

    static void add(JsonNode message, String param, ArrayNode blocks) {
        requireArray(message, "thinking_blocks", param);
        requireArray(message, "reasoning_details", param);
        JsonNode thinkingBlocks = message.path("thinking_blocks");
        if (thinkingBlocks.isArray()) {
            for (JsonNode block : thinkingBlocks) {
                switch (String.valueOf(Json.text(block, "type"))) {
                    case "thinking" -> thinking(Json.text(block, "thinking"), Json.text(block, "signature"), blocks);
                    case "redacted_thinking" -> redacted(Json.text(block, "data"), blocks);
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
                case "reasoning.text" -> thinking(Json.text(detail, "text"), Json.text(detail, "signature"), blocks);
                case "reasoning.encrypted" -> redacted(Json.text(detail, "data"), blocks);
                default -> {
                    // A summary has no signature.
                }
            }
        }
    }

    private static void requireArray(JsonNode message, String field, String param) {
        if (message.hasNonNull(field) && !message.path(field).isArray()) {
            throw RequestProblem.wrongType(
                    param + "." + field, "an array of objects", Json.typeOf(message.path(field)));
        }
    }

    static boolean isThinking(JsonNode block) {
        String type = block.path("type").asText();
        return type.equals("thinking") || type.equals("redacted_thinking");
    }

    /** The text may be empty: newer models sign thinking that they do not show. */
    private static void thinking(@Nullable String thinking, @Nullable String signature, ArrayNode blocks) {
        if (thinking != null && signature != null && !signature.isBlank()) {
            ObjectNode block = blocks.addObject().put("type", "thinking");
            block.put("thinking", thinking).put("signature", signature);
        }
    }

    private static void redacted(@Nullable String data, ArrayNode blocks) {
        if (data != null && !data.isBlank()) {
            blocks.addObject().put("type", "redacted_thinking").put("data", data);
        }
    }
}

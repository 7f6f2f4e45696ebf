package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Claude's thinking as it must come back to it: with its signatures, under the name that LiteLLM gave it. Claude takes
 * signed thinking only, so that blocks without a signature are not kept; what it redacted is kept as it is.
 */
final class ClaudeThinkingBlocks {

    private final ArrayNode all = Json.MAPPER.createArrayNode();
    private final StringBuilder thinking = new StringBuilder();
    private @Nullable String signature;

    void start(JsonNode block) {
        thinking.setLength(0);
        signature = Json.text(block, "signature");
    }

    void grow(String piece) {
        thinking.append(piece);
    }

    void sign(@Nullable String signed) {
        signature = signed;
    }

    void end() {
        if (signature != null && !signature.isEmpty()) {
            all.addObject()
                    .put("type", "thinking")
                    .put("thinking", thinking.toString())
                    .put("signature", signature);
        }
        signature = null;
    }

    void addRedacted(JsonNode block) {
        all.addObject()
                .put("type", "redacted_thinking")
                .put("data", block.path("data").asText());
    }

    ArrayNode all() {
        return all;
    }
}

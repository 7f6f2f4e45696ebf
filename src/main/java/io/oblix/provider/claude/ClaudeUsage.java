package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The usage of a message. Anthropic's figures are running totals (https://platform.claude.com/docs/en/build-with-claude/streaming),
 * and later events may correct any of them; an absent figure leaves the last one in place.
 */
final class ClaudeUsage {

    private long inputTokens;
    private long outputTokens;
    private long cacheReadTokens;
    private long cacheWriteTokens;
    private long thinkingTokens;
    private @Nullable String serviceTier;

    void update(JsonNode usage) {
        inputTokens = latest(usage.path("input_tokens"), inputTokens);
        outputTokens = latest(usage.path("output_tokens"), outputTokens);
        cacheReadTokens = latest(usage.path("cache_read_input_tokens"), cacheReadTokens);
        cacheWriteTokens = latest(usage.path("cache_creation_input_tokens"), cacheWriteTokens);
        thinkingTokens = latest(usage.path("output_tokens_details").path("thinking_tokens"), thinkingTokens);
        String tier = Json.text(usage, "service_tier");
        serviceTier = tier == null ? serviceTier : tier;
    }

    private static long latest(JsonNode value, long before) {
        return value.isNumber() ? value.asLong() : before;
    }

    /** OpenAI counts the cached part of the prompt in its total, Anthropic does not. */
    Usage inOpenAi() {
        return new Usage(
                inputTokens + cacheReadTokens + cacheWriteTokens,
                outputTokens,
                cacheReadTokens,
                cacheWriteTokens,
                thinkingTokens);
    }

    /** OpenAI's name for it; null if it has none. */
    @Nullable String serviceTier() {
        return switch (String.valueOf(serviceTier)) {
            case "standard" -> "default";
            case "priority" -> "priority";
            default -> null;
        };
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What Anthropic counts while a message runs. Its figures are totals so far, and later events may correct any of them;
 * one that is absent or null says nothing.
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

    /** Anthropic's count of the prompt leaves the cached part out, OpenAI's does not. */
    Usage inOpenAi() {
        return new Usage(
                inputTokens + cacheReadTokens + cacheWriteTokens,
                outputTokens,
                cacheReadTokens,
                cacheWriteTokens,
                thinkingTokens);
    }

    /** In OpenAI's words; null where it has none for it. */
    @Nullable String serviceTier() {
        return switch (String.valueOf(serviceTier)) {
            case "standard" -> "default";
            case "priority" -> "priority";
            default -> null;
        };
    }
}

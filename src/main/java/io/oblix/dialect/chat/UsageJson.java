package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Usage;
import io.oblix.json.Json;

/** OpenAI's {@code usage} object, both ways. */
public final class UsageJson {

    private UsageJson() {}

    public static ObjectNode of(Usage usage) {
        ObjectNode json = Json.object();
        json.put("prompt_tokens", usage.promptTokens());
        json.put("completion_tokens", usage.completionTokens());
        json.put("total_tokens", usage.totalTokens());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cachedTokens())
                .put("cache_write_tokens", usage.cacheWriteTokens());
        json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        if (usage.isEstimate()) {
            json.put("estimated", true);
        }
        return json;
    }

    /** Counts that are missing or null are 0. */
    public static Usage read(JsonNode json) {
        JsonNode prompt = json.path("prompt_tokens_details");
        return new Usage(
                json.path("prompt_tokens").asLong(0),
                json.path("completion_tokens").asLong(0),
                prompt.path("cached_tokens").asLong(0),
                prompt.path("cache_write_tokens").asLong(0),
                json.path("completion_tokens_details").path("reasoning_tokens").asLong(0));
    }
}

package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.provider.CacheMarks;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a request that OpenAI documents for chat completions; it rejects a request with any other. From
 * https://platform.openai.com/docs/api-reference/chat/create as openai-java 4.101.0 (November 2026) has it: {@code
 * ChatCompletionCreateParams}, {@code ChatCompletion*MessageParam}, {@code ChatCompletionContentPart*}, {@code
 * FunctionDefinition} and {@code ChatCompletionCustomTool}.
 */
final class OpenAiDocumented {

    static final Set<String> REQUEST = words("""
            messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
            max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
            prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed
            service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
            web_search_options
            """);

    /** By the role; {@code annotations} are only in OpenAI's answers, but accepted when an answer is sent back. */
    private static final Map<String, Set<String>> MESSAGES = Map.of(
            "system", words("role content name"),
            "developer", words("role content name"),
            "user", words("role content name"),
            "assistant", words("role content name refusal audio tool_calls function_call annotations"),
            "tool", words("role content tool_call_id"),
            "function", words("role content name"));

    static final Map<String, Set<String>> PARTS = Map.of(
            "text", words("type text prompt_cache_breakpoint"),
            "refusal", words("type refusal"),
            "image_url", words("type image_url prompt_cache_breakpoint"),
            "input_audio", words("type input_audio prompt_cache_breakpoint"),
            "file", words("type file prompt_cache_breakpoint"));

    static final Set<String> IMAGE_URL = words("url detail");
    static final Set<String> DETAILS = words("auto low high original");
    static final Set<String> FILE = words("file_data file_id filename");
    static final Set<String> TOOL = words("type function custom");
    static final Set<String> FUNCTION = words("name description parameters strict");
    static final Set<String> CUSTOM = words("name description format");
    static final Set<String> TOOL_CALL = words("id type function custom");
    static final Set<String> CALLED = words("name arguments input");
    static final Set<String> SERVICE_TIERS = words("auto default flex scale priority fast");

    private OpenAiDocumented() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    static Set<String> ofMessage(String role) {
        return MESSAGES.getOrDefault(role, Set.of("role", "content"));
    }

    /**
     * Removes all fields but these, and lists those that held something.
     *
     * @param where the object is in the request, for the list: {@code messages[].}
     */
    static void keep(ObjectNode object, Set<String> documented, String where, IgnoredParams ignored) {
        List<Map.Entry<String, JsonNode>> others = object.properties().stream()
                .filter(field -> !documented.contains(field.getKey()))
                .toList();
        for (Map.Entry<String, JsonNode> other : others) {
            boolean asks = !other.getValue().isNull() && !other.getKey().equals(CacheMarks.FIELD);
            object.remove(other.getKey());
            if (asks) {
                ignored.add(where + other.getKey());
            }
        }
    }
}

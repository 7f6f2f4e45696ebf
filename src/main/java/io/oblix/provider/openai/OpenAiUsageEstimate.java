package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.facts.TokenEstimate;
import io.oblix.facts.text.TokenCount;
import io.oblix.json.Json;

/** The usage of a stream whose server cannot be asked for it: estimated from the texts, and marked as such. */
final class OpenAiUsageEstimate {

    private final ChatRequest request;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();

    OpenAiUsageEstimate(ChatRequest request) {
        this.request = request;
    }

    void add(JsonNode choices) {
        for (JsonNode choice : choices) {
            JsonNode delta = choice.path("delta");
            append(text, delta, "content");
            append(thoughts, delta, "reasoning_content");
            append(thoughts, delta, "reasoning");
            for (JsonNode call : delta.path("tool_calls")) {
                append(text, call.path("function"), "name");
                append(text, call.path("function"), "arguments");
            }
        }
    }

    Usage usage() {
        long thinking = tokens(thoughts);
        return Usage.estimated(TokenEstimate.of(request), tokens(text) + thinking, thinking);
    }

    private static void append(StringBuilder to, JsonNode holder, String field) {
        String piece = Json.text(holder, field);
        if (piece != null) {
            to.append(piece);
        }
    }

    private static long tokens(StringBuilder text) {
        TokenCount count = new TokenCount();
        count.add(text.toString());
        return count.tokens();
    }
}

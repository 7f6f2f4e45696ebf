package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.JsonType;

/**
 * Anthropic's own fields in an OpenAI request ({@code extra_body} of OpenAI's clients). They replace what was derived
 * and are passed on as they are: a client that sends them knows the API.
 */
final class ClaudeExtras {

    private ClaudeExtras() {}

    static void add(ClaudeDraft draft) {
        JsonNode thinking = object(draft, "thinking");
        if (thinking.isObject()) {
            thinking(draft, (ObjectNode) thinking);
        }
        if (object(draft, "output_config") instanceof ObjectNode config) {
            draft.body().withObjectProperty("output_config").setAll(config);
        }
        JsonNode cacheControl = object(draft, CacheControl.FIELD);
        if (CacheControl.isValid(cacheControl)) {
            draft.body().set(CacheControl.FIELD, cacheControl);
        } else if (cacheControl.isObject()) {
            draft.ignore(CacheControl.FIELD);
        }
        for (String field : new String[] {"inference_geo", "speed"}) {
            if (draft.asked(field).isTextual()) {
                draft.body().set(field, draft.asked(field));
            } else if (draft.source().hasNonNull(field)) {
                draft.ignore(field);
            }
        }
    }

    /** A budget must leave room for the answer; if that makes it smaller than the API accepts, thinking is left out. */
    private static void thinking(ClaudeDraft draft, ObjectNode thinking) {
        int most = draft.body().path("max_tokens").asInt() - 1;
        if (thinking.path("budget_tokens").asLong() <= most) {
            draft.body().set("thinking", thinking);
            return;
        }
        draft.ignore("thinking");
        if (most >= OpenAiToClaudeReasoning.MIN_BUDGET_TOKENS) {
            draft.body().set("thinking", thinking.deepCopy().put("budget_tokens", most));
        }
    }

    private static JsonNode object(ClaudeDraft draft, String field) {
        JsonNode value = draft.asked(field);
        JsonType.demand(!draft.source().hasNonNull(field) || value.isObject(), field, "an object", value);
        return value;
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.OneTextAnswer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completion request as a request of Anthropic's Messages API
 * (https://platform.claude.com/docs/en/api/messages/create). A hint that has no counterpart there is dropped and
 * listed; what can only be approximated is approximated and listed; what would change the meaning of the request is
 * rejected before anything is sent.
 *
 * @param ignoredParams the client's fields that were dropped or approximated
 */
record OpenAiToClaudeRequest(ObjectNode body, List<String> ignoredParams) {

    /** Fields that are translated, or that mean nothing to a provider. Others are listed when they are set. */
    private static final Set<String> KNOWN = Set.of("""
            model messages stream stream_options max_tokens max_completion_tokens temperature top_p stop tools
            tool_choice parallel_tool_calls functions function_call response_format reasoning_effort reasoning
            modalities user safety_identifier service_tier n thinking output_config cache_control
            stop_sequences inference_geo speed top_k
            """.split("\\s+"));

    /** Models that are not yet generally available in fast mode reject {@code speed} without it; others ignore it. */
    private static final String FAST_MODE = "fast-mode-2026-02-01";

    /**
     * The steps share one draft. Where a step needs what an earlier one has put there, a comment says what.
     *
     * @param promptTokens an estimate
     */
    static OpenAiToClaudeRequest translate(
            ChatRequest request, int promptTokens, String modelName, ClaudeModel model, ClaudeSettings settings) {
        OneTextAnswer.require(request.body(), "Claude");
        ClaudeDraft draft = new ClaudeDraft(request.body(), model, settings);
        draft.body().put("model", modelName);
        OpenAiToClaudeOptions.maxTokens(draft);
        draft.body().put("stream", true);
        OpenAiToClaudeMessages messages = OpenAiToClaudeMessages.translate(draft, request.messages());
        rejectUnsupportedPrefill(messages, model);

        // After the messages: Anthropic demands a definition of each tool that the conversation has called. And the
        // sentences that the next two steps add to the system prompt stand after the client's instructions.
        OpenAiToClaudeTools.translate(draft, messages.usedTools());
        OpenAiToClaudeResponseFormat.translate(draft);

        // After max_tokens, which bounds a budget for thinking, and the messages, which may rule thinking out.
        OpenAiToClaudeReasoning.translate(draft, messages);

        // After all that is derived: Anthropic's own fields, sent by the client, win over it.
        ClaudeExtras.add(draft);

        // After every source of a tool choice and of thinking.
        preferForcedToolsToThinking(draft);

        // After the last word on thinking: a model that thinks accepts next to no sampling parameters.
        OpenAiToClaudeOptions.sampling(draft);
        OpenAiToClaudeOptions.stop(draft);
        OpenAiToClaudeOptions.user(draft);
        OpenAiToClaudeOptions.serviceTier(draft);

        // After the tools and all blocks, which are marked, and whose marks are counted.
        CacheControl.markPrompt(draft, promptTokens);
        CacheControl.limit(draft);

        // After the last step that adds to the system prompt or changes a mark in it.
        if (!draft.system().isEmpty()) {
            draft.body().set("system", draft.system());
        }
        listIgnored(draft);
        return new OpenAiToClaudeRequest(draft.body(), draft.ignored().list());
    }

    private static void rejectUnsupportedPrefill(OpenAiToClaudeMessages messages, ClaudeModel model) {
        if (messages.endsWithAssistant() && !model.prefill()) {
            throw RequestProblem.unsupported(
                    "messages",
                    "This model does not support assistant message prefill. The conversation must end with a user"
                            + " message.");
        }
    }

    /** The API rejects the two together. A client that forces a call depends on it; the thinking only helps. */
    private static void preferForcedToolsToThinking(ClaudeDraft draft) {
        boolean budgeted = "enabled".equals(Json.text(draft.body().get("thinking"), "type"));
        if (budgeted && OpenAiToClaudeToolChoice.isForced(draft.body().path("tool_choice"))) {
            draft.body().remove("thinking");
            draft.ignore(
                    draft.source().hasNonNull("thinking")
                            ? "thinking"
                            : draft.source().hasNonNull("reasoning_effort") ? "reasoning_effort" : "reasoning");
        }
    }

    private static void listIgnored(ClaudeDraft draft) {
        if (CacheMarks.of(draft.source()).stream().anyMatch(mark -> !CacheControl.isValid(mark))) {
            draft.ignore(CacheControl.FIELD);
        }
        draft.ignored().addOthers(draft.source(), KNOWN);
    }

    byte[] bytes() {
        return Json.bytes(body);
    }

    /** The value of the header {@code anthropic-beta}; null for none. */
    @Nullable String beta() {
        return "fast".equals(Json.text(body, "speed")) ? FAST_MODE : null;
    }

    /** Whether it has parameters that only the old version of the API accepts. */
    boolean sendsSampling() {
        return body.has("temperature") || body.has("top_p") || body.has("top_k");
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.OneTextAnswer;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completion request to Anthropic's Messages request. What is only a hint and has no place there is
 * dropped and listed; what can only be approximated is approximated and listed; what would change the meaning if it
 * were lost is refused before anything is sent.
 */
final class OpenAiToClaudeRequest {

    /** Fields that are translated, or say nothing to a provider; the others are listed when they are set. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "stop",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "response_format",
            "reasoning_effort",
            "reasoning",
            "modalities",
            "user",
            "safety_identifier",
            "service_tier",
            "n",
            "thinking",
            "output_config",
            "cache_control",
            "stop_sequences",
            "inference_geo",
            "speed",
            "top_k");

    /** A longer one is a 400. */
    private static final int MAX_USER_ID_LENGTH = 256;

    /** Written as one: digits alone are more often the key of a row. */
    private static final Pattern PHONE_NUMBER = Pattern.compile("(?![0-9]+$)\\+?[0-9 ()-]{7,}");

    /** Without it most models refuse the {@code speed} that the caller asked for; those that no longer need it take it. */
    private static final String FAST_MODE = "fast-mode-2026-02-01";

    /** Any of Anthropic's models gives that much. */
    private static final int ANSWER_OF_UNKNOWN_MODEL_TOKENS = 4096;

    private final ClaudeDraft draft;

    OpenAiToClaudeRequest(ChatRequest request, String modelName, ClaudeModel model, ClaudeSettings settings) {
        this.draft = new ClaudeDraft(request.body(), model, settings);
        OneTextAnswer.require(request.body(), "Claude");
        draft.body().put("model", modelName);
        draft.body().put("max_tokens", maxTokens());
        draft.body().put("stream", true);
        OpenAiToClaudeMessages messages = OpenAiToClaudeMessages.translate(draft, request.messages());
        if (messages.endsWithAssistant() && !model.prefill()) {
            throw RequestProblem.invalid(
                    "messages",
                    "unsupported_value",
                    "This model does not support assistant message prefill. The conversation must end with a user"
                            + " message.");
        }
        OpenAiToClaudeTools.translate(draft, messages.usedTools());
        OpenAiToClaudeResponseFormat.translate(draft);
        OpenAiToClaudeReasoning.translate(draft, messages);
        ClaudeExtras.add(draft);
        preferForcedToolsToThinking();
        OpenAiToClaudeSampling.translate(draft);
        stop();
        user();
        serviceTier();
        CacheControl.markPrompt(draft);
        CacheControl.limit(draft);
        if (!draft.system().isEmpty()) {
            draft.body().set("system", draft.system());
        }
        if (CacheMarks.of(draft.source()).stream().anyMatch(mark -> !CacheControl.isValid(mark))) {
            draft.ignore(CacheControl.FIELD);
        }
        draft.ignored().addOthers(draft.source(), KNOWN);
    }

    byte[] bytes() {
        return Json.bytes(draft.body());
    }

    List<String> ignoredParams() {
        return draft.ignored().list();
    }

    /** What of Anthropic's experiments the request takes part in; null for none. */
    @Nullable String beta() {
        return "fast".equals(Json.text(draft.body(), "speed")) ? FAST_MODE : null;
    }

    boolean sendsSampling() {
        return OpenAiToClaudeSampling.isSent(draft.body());
    }

    /** Anthropic demands it, and takes 0 as "generate nothing", which no OpenAI client means. */
    private int maxTokens() {
        for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
            JsonNode limit = draft.asked(field);
            if (limit.isIntegralNumber()) {
                return clamped(field, limit.asLong());
            }
        }
        int most = draft.model().maxOutputTokens();
        return most > 0 ? most : ANSWER_OF_UNKNOWN_MODEL_TOKENS;
    }

    private int clamped(String field, long asked) {
        int known = draft.model().maxOutputTokens();
        int most = known > 0 ? known : Integer.MAX_VALUE;
        if (asked > most) {
            draft.ignore(field);
        }
        return (int) Math.min(asked, most);
    }

    /** The API refuses both together; a caller who forces a call needs it, and the thinking only helps. */
    private void preferForcedToolsToThinking() {
        boolean budgeted = "enabled".equals(Json.text(draft.body().get("thinking"), "type"));
        if (budgeted && OpenAiToClaudeToolChoice.isForced(draft.body().path("tool_choice"))) {
            draft.body().remove("thinking");
            draft.ignore(
                    draft.source().hasNonNull("thinking")
                            ? "thinking"
                            : draft.source().hasNonNull("reasoning_effort") ? "reasoning_effort" : "reasoning");
        }
    }

    /** Anthropic refuses a stop sequence of nothing but white space. */
    private void stop() {
        String field = draft.source().hasNonNull("stop_sequences") ? "stop_sequences" : "stop";
        JsonNode stop = draft.asked(field);
        ArrayNode sequences = Json.MAPPER.createArrayNode();
        for (JsonNode sequence :
                stop.isArray() ? stop : Json.MAPPER.createArrayNode().add(stop)) {
            if (sequence.isTextual() && !sequence.textValue().isBlank()) {
                sequences.add(sequence);
            }
        }
        if (!sequences.isEmpty()) {
            draft.body().set("stop_sequences", sequences);
        }
    }

    /** An opaque name is passed on; an address or a number of a person is not. */
    private void user() {
        for (String field : new String[] {"safety_identifier", "user"}) {
            String user = Json.text(draft.source(), field);
            if (user != null && !user.isBlank()) {
                boolean person =
                        user.contains("@") || PHONE_NUMBER.matcher(user).matches();
                if (person || user.length() > MAX_USER_ID_LENGTH) {
                    draft.ignore(field);
                } else {
                    draft.body().putObject("metadata").put("user_id", user);
                }
                return;
            }
        }
    }

    private void serviceTier() {
        String tier = Json.text(draft.source(), "service_tier");
        switch (String.valueOf(tier)) {
            case "auto", "priority" -> draft.body().put("service_tier", "auto");
            case "default" -> draft.body().put("service_tier", "standard_only");
            case "null" -> {
                // Absent.
            }
            default -> draft.ignore("service_tier");
        }
    }
}

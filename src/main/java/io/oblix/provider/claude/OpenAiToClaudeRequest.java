package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;
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
            "n");

    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+?[0-9 ()-]{7,}");

    private final ClaudeDraft draft;

    OpenAiToClaudeRequest(ChatRequest request, String modelName, ClaudeModel model) {
        this.draft = new ClaudeDraft(request.body(), model);
        refuseWhatWouldBeLost();
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
        CacheControl.limit(draft);
        if (!draft.system().isEmpty()) {
            draft.body().set("system", draft.system());
        }
        listIgnored();
    }

    byte[] bytes() {
        return Json.bytes(draft.body());
    }

    List<String> ignoredParams() {
        return draft.ignoredParams();
    }

    boolean sendsSampling() {
        return OpenAiToClaudeSampling.isSent(draft.body());
    }

    private void refuseWhatWouldBeLost() {
        JsonNode n = draft.asked("n");
        if (!n.isMissingNode() && !n.isNull() && n.asInt() != 1) {
            throw RequestProblem.invalid(
                    "n", "unsupported_value", "Claude gives one answer per request: 'n' must be 1.");
        }
        for (JsonNode modality : draft.asked("modalities")) {
            if (!modality.asText().equals("text")) {
                throw RequestProblem.invalid(
                        "modalities", "unsupported_value", "Claude answers in text: 'modalities' must be [\"text\"].");
            }
        }
    }

    /** Anthropic demands it, and takes 0 as "generate nothing", which no OpenAI client means. */
    private int maxTokens() {
        for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
            JsonNode limit = draft.asked(field);
            if (limit.isMissingNode() || limit.isNull()) {
                continue;
            }
            if (!limit.isIntegralNumber()) {
                throw RequestProblem.wrongType(field, "an integer", Json.typeOf(limit));
            }
            if (limit.asLong() < 1) {
                throw RequestProblem.invalid(
                        field,
                        "integer_below_min_value",
                        "Invalid '" + field + "': integer below minimum value. Expected a value >= 1, but got "
                                + limit.asText() + " instead.");
            }
            return (int) Math.min(limit.asLong(), Integer.MAX_VALUE);
        }
        return draft.model().maxOutputTokens();
    }

    /** The API refuses both together; a caller who forces a call needs it, and the thinking only helps. */
    private void preferForcedToolsToThinking() {
        boolean budgeted = "enabled".equals(Json.text(draft.body().get("thinking"), "type"));
        if (budgeted && OpenAiToClaudeToolChoice.isForced(draft.body().path("tool_choice"))) {
            draft.body().remove("thinking");
            draft.ignore(draft.source().hasNonNull("thinking") ? "thinking" : OpenAiToClaudeReasoning.FIELD);
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
                if (user.contains("@") || PHONE_NUMBER.matcher(user).matches()) {
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

    private void listIgnored() {
        for (Map.Entry<String, JsonNode> field : draft.source().properties()) {
            String name = field.getKey();
            if (!KNOWN.contains(name) && !ClaudeExtras.FIELDS.contains(name) && means(field.getValue())) {
                draft.ignore(name);
            }
        }
    }

    /** Null, false, 0 and nothing ask for nothing. */
    private static boolean means(@Nullable JsonNode value) {
        if (value == null || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return false;
        }
        return !(value.isBoolean() && !value.booleanValue()) && !(value.isNumber() && value.doubleValue() == 0);
    }
}

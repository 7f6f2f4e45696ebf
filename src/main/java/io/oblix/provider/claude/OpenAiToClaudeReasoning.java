package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reasoning_effort} to what the model has for it: levels of effort, adaptive thinking, or a budget of tokens.
 * Without it nothing is sent and the model does as it is used to. Thinking is asked for in its summary, because the
 * newer models show none otherwise.
 */
final class OpenAiToClaudeReasoning {

    static final String FIELD = "reasoning_effort";

    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** The least that the API takes. */
    private static final int MIN_BUDGET_TOKENS = 1024;

    private final ClaudeDraft draft;
    private final ClaudeModel model;
    private final String field;

    private OpenAiToClaudeReasoning(ClaudeDraft draft, String field) {
        this.draft = draft;
        this.model = draft.model();
        this.field = field;
    }

    static void translate(ClaudeDraft draft, OpenAiToClaudeMessages messages) {
        String field = draft.source().hasNonNull(FIELD) ? FIELD : "reasoning";
        String effort = effort(draft, field);
        if (effort != null) {
            new OpenAiToClaudeReasoning(draft, field).translate(effort, messages);
        }
    }

    /** {@code reasoning_effort}, or {@code reasoning.effort} as the Responses API has it. */
    private static @Nullable String effort(ClaudeDraft draft, String field) {
        JsonNode effort = draft.asked(field);
        if (field.equals("reasoning")) {
            if (effort.isObject() && !effort.hasNonNull("effort")) {
                draft.ignore(field);
            }
            effort = effort.path("effort");
        }
        if (effort.isMissingNode() || effort.isNull()) {
            return null;
        }
        if (!effort.isTextual() || !EFFORTS.contains(effort.textValue())) {
            throw RequestProblem.invalid(
                    field,
                    "invalid_value",
                    "Invalid value for '" + field
                            + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and"
                            + " 'max'.");
        }
        return effort.textValue();
    }

    private void translate(String effort, OpenAiToClaudeMessages messages) {
        if (effort.equals("none")) {
            off();
            return;
        }
        String level = effort.equals("minimal") ? "low" : effort;
        if (!model.effortLevels().isEmpty()) {
            effort(level);
        }
        if (model.thinking().contains("adaptive")) {
            thinking("adaptive").put("display", "summarized");
        } else if (model.effortLevels().isEmpty()) {
            budget(level, messages);
        }
    }

    private void off() {
        if (!model.thinksUnasked()) {
            return;
        }
        for (String type : new String[] {"disabled", "between_tools"}) {
            if (model.thinking().contains(type)) {
                thinking(type);
                return;
            }
        }
        // It always thinks; as little as it can is the best there is.
        draft.ignore(field);
        if (model.effortLevels().contains("low")) {
            effort("low");
        }
    }

    /** The level asked for, else the next above it, else the highest there is. */
    private void effort(String level) {
        List<String> all = ClaudeModel.EFFORT_LEVELS;
        Set<String> supported = Set.copyOf(model.effortLevels());
        String sent = all.stream()
                .skip(all.indexOf(level))
                .filter(supported::contains)
                .findFirst()
                .orElseGet(() -> model.effortLevels().get(model.effortLevels().size() - 1));
        if (!sent.equals(level)) {
            draft.ignore(field);
        }
        draft.body().withObjectProperty("output_config").put("effort", sent);
    }

    /** Thinking tokens count against the answer's, and a turn that called tools without thinking forbids it. */
    private void budget(String level, OpenAiToClaudeMessages messages) {
        boolean possible = model.thinking().contains("enabled")
                && !messages.hasToolTurnWithoutThinking()
                && !messages.endsWithAssistant();
        int wanted = MIN_BUDGET_TOKENS << ClaudeModel.EFFORT_LEVELS.indexOf(level);
        int budget = Math.min(wanted, draft.body().path("max_tokens").asInt() - 1);
        if (budget < wanted || !possible) {
            draft.ignore(field);
        }
        if (budget >= MIN_BUDGET_TOKENS && possible) {
            thinking("enabled").put("budget_tokens", budget);
        }
    }

    private ObjectNode thinking(String type) {
        ObjectNode thinking = Json.object().put("type", type);
        draft.body().set("thinking", thinking);
        return thinking;
    }
}

package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.ReasoningEffort;
import java.util.List;
import java.util.Set;

/**
 * {@code reasoning_effort} to what the model offers: levels of effort, adaptive thinking, or a budget of tokens
 * (https://platform.claude.com/docs/en/build-with-claude/effort and /adaptive-thinking). Without the field nothing is
 * sent and the model keeps its default. A summary of the thinking is requested, because newer models show none
 * otherwise.
 */
record OpenAiToClaudeReasoning(ClaudeDraft draft, ClaudeModel model, ReasoningEffort asked) {

    /** The smallest budget that the API accepts. */
    static final int MIN_BUDGET_TOKENS = 1024;

    static void translate(ClaudeDraft draft, OpenAiToClaudeMessages messages) {
        ReasoningEffort asked = ReasoningEffort.read(draft.source(), draft.ignored());
        if (asked != null) {
            new OpenAiToClaudeReasoning(draft, draft.model(), asked).translate(messages);
        } else if (draft.settings().showReasoning()
                && draft.model().thinksUnasked()
                && draft.model().thinking().contains("adaptive")) {
            show(thinking(draft, "adaptive"));
        }
    }

    private void translate(OpenAiToClaudeMessages messages) {
        String level = asked.level();
        if (level.equals("none")) {
            off();
            return;
        }
        if (!asked.exact()) {
            draft.ignore(asked.field());
        }
        if (!model.effortLevels().isEmpty()) {
            effort(level);
        }
        if (model.thinking().contains("adaptive")) {
            show(thinking(draft, "adaptive"));
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
                thinking(draft, type);
                return;
            }
        }
        // It cannot stop thinking: ask for as little as possible.
        draft.ignore(asked.field());
        if (model.effortLevels().contains("low")) {
            effort("low");
        }
    }

    /** Sends the requested level, else the next higher one, else the highest. */
    private void effort(String level) {
        List<String> all = ClaudeModel.EFFORT_LEVELS;
        Set<String> supported = Set.copyOf(model.effortLevels());
        String sent = all.stream()
                .skip(all.indexOf(level))
                .filter(supported::contains)
                .findFirst()
                .orElseGet(() -> model.effortLevels().get(model.effortLevels().size() - 1));
        if (!sent.equals(level)) {
            draft.ignore(asked.field());
        }
        draft.body().withObjectProperty("output_config").put("effort", sent);
    }

    /**
     * Thinking counts against the answer's tokens. It is rejected in a conversation where a turn called tools without
     * thinking, and with a prefill.
     */
    private void budget(String level, OpenAiToClaudeMessages messages) {
        boolean possible = model.thinking().contains("enabled")
                && !messages.hasToolTurnWithoutThinking()
                && !messages.endsWithAssistant();
        int wanted = MIN_BUDGET_TOKENS << ClaudeModel.EFFORT_LEVELS.indexOf(level);
        int budget = Math.min(wanted, draft.body().path("max_tokens").asInt() - 1);
        if (budget < wanted || !possible) {
            draft.ignore(asked.field());
        }
        if (budget >= MIN_BUDGET_TOKENS && possible) {
            thinking(draft, "enabled").put("budget_tokens", budget);
        }
    }

    private static void show(ObjectNode thinking) {
        thinking.put("display", "summarized");
    }

    private static ObjectNode thinking(ClaudeDraft draft, String type) {
        ObjectNode thinking = Json.object().put("type", type);
        draft.body().set("thinking", thinking);
        return thinking;
    }
}

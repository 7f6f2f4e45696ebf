package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the choices of an answer or a chunk are what OpenAI's clients take; its Java client throws on what is not. */
final class OpenAiChoices {

    private static final Set<String> FINISH_REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    private OpenAiChoices() {}

    /** @throws UpstreamProblem when they are something else, or have ended for a reason that OpenAI does not know */
    static void check(@Nullable JsonNode choices, ModelName model) {
        if (choices == null || choices.isNull()) {
            return;
        }
        boolean good = choices.isArray();
        for (JsonNode choice : choices) {
            good &= choice.isObject();
        }
        if (!good) {
            throw new UpstreamProblem(Kind.BROKEN_ANSWER, model.toString(), "sent choices that are none");
        }
        for (JsonNode choice : choices) {
            JsonNode reason = choice.path("finish_reason");
            boolean running = reason.isMissingNode() || reason.isNull() || "".equals(reason.textValue());
            if (!running && !(reason.isTextual() && FINISH_REASONS.contains(reason.textValue()))) {
                throw new UpstreamProblem(
                        Kind.BROKEN_ANSWER,
                        model.toString(),
                        "ended its answer for a reason that OpenAI does not have");
            }
        }
    }
}

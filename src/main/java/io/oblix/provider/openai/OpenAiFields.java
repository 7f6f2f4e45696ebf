package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ModelName;
import io.oblix.json.TopLevelFields;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.StandardErrors;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code chat.completion} or a chunk that we read. The rest is passed on as the bytes it came in, so it
 * must be what OpenAI's clients accept; its Java client throws an exception on anything else.
 */
record OpenAiFields(TopLevelFields fields, ModelName model) {

    private static final Set<String> PARSED = Set.of("usage", "error", "choices");

    private static final Set<String> FINISH_REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    /**
     * @throws IOException when the bytes are not one JSON object
     * @throws UpstreamProblem when they are an error, or have choices that OpenAI's clients reject
     */
    static OpenAiFields read(byte[] json, ModelName model) throws IOException {
        OpenAiFields read = new OpenAiFields(TopLevelFields.of(json, PARSED), model);
        JsonNode error = read.fields.value("error");
        if (error != null && !error.isNull()) {
            throw OpenAiErrors.inAnswer(model, error);
        }
        checkChoices(read.choices(), model);
        return read;
    }

    /** @throws UpstreamProblem when they are malformed, or have a finish reason that OpenAI does not know */
    static void checkChoices(@Nullable JsonNode choices, ModelName model) {
        if (choices == null || choices.isNull()) {
            return;
        }
        boolean good = choices.isArray();
        for (JsonNode choice : choices) {
            good &= choice.isObject();
        }
        if (!good) {
            throw StandardErrors.broken(model, "sent choices that are none");
        }
        for (JsonNode choice : choices) {
            JsonNode reason = choice.path("finish_reason");
            boolean running = reason.isMissingNode() || reason.isNull() || "".equals(reason.textValue());
            if (!running && !(reason.isTextual() && FINISH_REASONS.contains(reason.textValue()))) {
                throw StandardErrors.broken(model, "ended its answer for a reason that OpenAI does not have");
            }
        }
    }

    @Nullable JsonNode choices() {
        return fields.value("choices");
    }

    boolean hasUsage() {
        return fields.has("usage");
    }

    /** Null when there is none, or one without figures. */
    @Nullable JsonNode usage() {
        JsonNode usage = fields.value("usage");
        return usage != null && usage.isObject() ? usage : null;
    }

    /**
     * What must be changed before it is passed on, for {@link #with}: a missing name of the model becomes the name that
     * was asked for, and {@code "error": null} is removed, because OpenAI's Java client takes it for an error.
     */
    Map<String, byte[]> changes() {
        Map<String, byte[]> changes = new HashMap<>();
        if (!fields.hasText("model")) {
            changes.put("model", TopLevelFields.quoted(model.name()));
        }
        if (fields.has("error")) {
            changes.put("error", TopLevelFields.LEFT_OUT);
        }
        return changes;
    }

    byte[] with(Map<String, byte[]> changes) {
        return fields.with(changes);
    }
}

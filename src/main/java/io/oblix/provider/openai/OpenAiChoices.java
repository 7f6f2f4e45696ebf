package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The choices of one answer, whole or in chunks, in OpenAI's words: what other servers say in words of their own is put
 * right in place. Most answers need no change and are passed on as the bytes they came in.
 */
final class OpenAiChoices {

    private final ModelName model;
    private final boolean streamed;
    private final Map<Integer, OpenAiToolCallPlaces> calls = new HashMap<>(2);
    private final Set<Integer> emptyReasons = new HashSet<>(2);

    /** @param streamed whether the choices come in chunks, each with a {@code delta} instead of a {@code message} */
    OpenAiChoices(ModelName model, boolean streamed) {
        this.model = model;
        this.streamed = streamed;
    }

    /**
     * @return whether anything was changed
     * @throws io.oblix.problem.UpstreamProblem when they are malformed, or one of them failed
     */
    boolean fit(JsonNode choices) {
        boolean good = choices.isArray();
        for (JsonNode choice : choices) {
            good &= choice.isObject();
        }
        if (!good) {
            throw StandardErrors.broken(model, "sent choices that are none");
        }
        boolean changed = false;
        for (JsonNode choice : choices) {
            changed |= fit((ObjectNode) choice);
        }
        return changed;
    }

    private boolean fit(ObjectNode choice) {
        int index = choice.path("index").asInt();
        boolean changed = false;
        if (choice.get(streamed ? "delta" : "message") instanceof ObjectNode said) {
            changed = OpenAiContentParts.join(said);
            changed |= fitCalls(said, index);
        }
        changed |= fitReason(choice, index);
        return changed;
    }

    private boolean fitCalls(ObjectNode said, int index) {
        JsonNode asked = said.path("tool_calls");
        return !asked.isEmpty()
                && calls.computeIfAbsent(index, choice -> new OpenAiToolCallPlaces(streamed))
                        .fit(asked);
    }

    private boolean fitReason(ObjectNode choice, int index) {
        JsonNode reason = choice.path("finish_reason");
        if (reason.isNull() || reason.isMissingNode()) {
            emptyReasons.remove(index);
            return false;
        }
        String word = reason.isObject() ? Json.text(reason, "type") : reason.textValue();
        if (word == null) {
            throw OpenAiFinishReasons.failed(model);
        }
        if (word.isBlank() && streamed) {
            // Some servers write it before the finish, which OpenAI's Java client takes for a finish.
            emptyReasons.add(index);
            choice.putNull("finish_reason");
            return true;
        }
        String known = OpenAiFinishReasons.isOpenAis(word) ? word : word.isBlank() ? "stop" : word(choice, word);
        String fitting = known.equals("stop") ? stop(index) : known;
        choice.put("finish_reason", fitting);
        return !reason.isTextual() || !fitting.equals(word);
    }

    private String word(ObjectNode choice, String word) {
        if (choice.path("error").isObject()) {
            throw OpenAiErrors.inAnswer(model, ErrorBody.of(choice.path("error")));
        }
        return OpenAiFinishReasons.of(word, model);
    }

    /** How a choice ends that comes to its proper end: Gemini and others say {@code stop} behind calls of tools as well. */
    private String stop(int index) {
        return calls.containsKey(index) ? "tool_calls" : "stop";
    }

    /** The reason of a choice whose last chunk had an empty one, for a stream with a proper end; null for any other. */
    @Nullable JsonNode emptyReason(int index) {
        return emptyReasons.contains(index)
                ? Json.MAPPER
                        .createArrayNode()
                        .add(Json.object()
                                .put("index", index)
                                .<ObjectNode>set("delta", Json.object())
                                .set("finish_reason", TextNode.valueOf(stop(index))))
                : null;
    }
}

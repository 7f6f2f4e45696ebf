package io.oblix.ask.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.provider.Target;

/**
 * How one more run is asked for the rest of an answer. A model that continues an assistant turn gets the conversation
 * with the begun answer at its end; any other gets the same request again, and the client gets only what it lacks.
 *
 * @param request what to ask
 * @param overlap fits the answer
 * @param begunTokens what the client has and the run does not repeat: an estimate, 0 for a run from the beginning
 * @param shownChars how much of the begun answer the model was shown
 */
record Continuation(ChatRequest request, Overlap overlap, int begunTokens, int shownChars) {

    /** Fewer characters do not tell whether a model continues or starts over. */
    private static final int MIN_SHOWN_CHARS = 4;

    static Continuation of(ChatRequest request, SentSoFar sent, Target target) {
        String had = sent.text();
        int shown = showable(had);
        boolean goesOn = shown >= MIN_SHOWN_CHARS
                && !endsWithAssistant(request.messages())
                && !endsInHalfAStop(had, request.body().path("stop"))
                && target.provider().continues(request, target.model());
        if (!goesOn) {
            // In words of ours: a frame of the client's own dialect cannot be cut to what is missing.
            return new Continuation(request.withoutOriginal(), Overlap.ofNewRun(had), 0, 0);
        }
        int spentTokens = sent.tokens() + sent.reasoningTokens();
        ChatRequest rest = request.withBody(body(request, had.substring(0, shown), spentTokens));
        return new Continuation(rest, Overlap.ofContinuation(had, shown), spentTokens, shown);
    }

    boolean goesOn() {
        return shownChars > 0;
    }

    /** Without white space at the end, which Claude refuses and others say twice, and without half a character. */
    private static int showable(String had) {
        int end = had.length();
        if (end > 0 && Character.isHighSurrogate(had.charAt(end - 1))) {
            end--;
        }
        while (end > 0 && Character.isWhitespace(had.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean endsWithAssistant(ArrayNode messages) {
        return "assistant".equals(Json.text(messages.path(messages.size() - 1), "role"));
    }

    /** The model that continues would not notice that its first words complete a stop sequence. */
    static boolean endsInHalfAStop(String had, JsonNode stop) {
        for (JsonNode sequence :
                stop.isArray() ? stop : Json.MAPPER.createArrayNode().add(stop)) {
            String text = sequence.isTextual() ? sequence.textValue() : "";
            for (int half = 1; half < text.length(); half++) {
                if (had.endsWith(text.substring(0, half))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static ObjectNode body(ChatRequest request, String shown, int spentTokens) {
        // Shallow: the conversation itself is shared and not touched.
        ObjectNode body = Json.object();
        body.setAll(request.body());
        ArrayNode messages = Json.MAPPER.createArrayNode().addAll(request.messages());
        messages.addObject().put("role", "assistant").put("content", shown);
        body.set("messages", messages);
        for (String limit : new String[] {"max_completion_tokens", "max_tokens"}) {
            if (body.path(limit).isIntegralNumber()) {
                body.put(limit, Math.max(1, body.path(limit).asLong() - spentTokens));
            }
        }
        return body;
    }

    /**
     * What the client received in all: the answer's tokens of both parts, the prompt once. A model that started over
     * has counted the begun part itself.
     */
    Usage inAll(Usage rest) {
        return new Usage(
                rest.promptTokens(),
                rest.completionTokens() + (overlap.startedOver() ? 0 : begunTokens),
                rest.cachedTokens(),
                rest.cacheWriteTokens(),
                rest.reasoningTokens());
    }
}

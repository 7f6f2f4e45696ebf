package io.oblix.ask.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.settings.RescueMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one more run is asked for the rest of an answer.
 *
 * @param request what to ask
 * @param fit fits the answer
 * @param begunTokens what the client has and the run does not repeat: an estimate, 0 for a run from the beginning
 * @param addedTokens how much longer than the client's the prompt is: an estimate
 */
record Continuation(Form form, ChatRequest request, Fit fit, int begunTokens, int addedTokens) {

    /** What stands in the request. */
    enum Form {
        /** The client's request again; the run must repeat what the client has. */
        SAME,

        /** The begun answer as an assistant turn, and then a turn that asks for the rest. */
        ASKED,

        /** The begun answer only as a quotation in the turn that asks for the rest. */
        QUOTED
    }

    /** Fewer characters do not tell whether a model continues or starts over. */
    private static final int MIN_SHOWN_CHARS = 4;

    private static final int CHARS_PER_TOKEN = 4;

    private static final List<String> LIMITS = List.of("max_completion_tokens", "max_tokens");

    /**
     * The ways to ask one target, in their order.
     *
     * @param sameModel whether it is the model that broke off
     */
    static List<Continuation> ways(ChatRequest request, SentSoFar sent, boolean sameModel, RescueMode mode) {
        Continuation goingOn = of(request, sent, mode);
        return sameModel && goingOn.form == Form.ASKED && saysTheSameAgain(request.body())
                ? List.of(again(request, sent), goingOn)
                : List.of(goingOn);
    }

    /** How to ask for the rest, if that can be asked for. */
    static Continuation of(ChatRequest request, SentSoFar sent, RescueMode mode) {
        String had = sent.text();
        boolean goesOn = mode == RescueMode.CONTINUE
                && showable(had) >= MIN_SHOWN_CHARS
                && !endsWithAssistant(request.messages())
                && !endsInHalfAStop(had, request.body().path("stop"))
                && isFreeText(request.body());
        return goesOn ? goingOn(Form.ASKED, request, sent) : again(request, sent);
    }

    private static Continuation again(ChatRequest request, SentSoFar sent) {
        // In words of ours: a frame of the client's own dialect cannot be cut to what is missing.
        return new Continuation(Form.SAME, request.withoutOriginal(), new Overlap(sent.text()), 0, 0);
    }

    /** By chance, a model rarely does. */
    private static boolean saysTheSameAgain(ObjectNode body) {
        JsonNode temperature = body.path("temperature");
        return body.hasNonNull("seed") || (temperature.isNumber() && temperature.asDouble() == 0);
    }

    private static Continuation goingOn(Form form, ChatRequest client, SentSoFar sent) {
        String had = sent.text();
        String shown = had.substring(0, showable(had));
        ArrayNode messages = Json.MAPPER.createArrayNode().addAll(client.messages());
        if (form != Form.QUOTED) {
            messages.addObject().put("role", "assistant").put("content", shown);
        }
        int instructionChars = Instruction.add(messages, shown, form == Form.QUOTED);
        int runUpTokens = tokens(Instruction.lastWords(shown).length());
        return new Continuation(
                form,
                client.withBody(body(client, messages, sent.spentTokens() - runUpTokens)),
                new AskedOverlap(had, shown.length()),
                sent.spentTokens(),
                sent.tokens() + tokens(instructionChars));
    }

    /** The same without the assistant's turn, for a model that refuses it; null if there is no such way to ask. */
    @Nullable Continuation quoted(ChatRequest client, SentSoFar sent) {
        return form == Form.ASKED ? goingOn(Form.QUOTED, client, sent) : null;
    }

    boolean goesOn() {
        return form != Form.SAME;
    }

    /** Whether it may be tried after another run has said something else. */
    boolean mayStillFit(boolean sameModel) {
        return goesOn() || (sameModel && saysTheSameAgain(request.body()));
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

    /** The rest of JSON, of tokens with their probabilities, or of speech is none that can be asked for in words. */
    private static boolean isFreeText(ObjectNode body) {
        String format = Json.text(body.path("response_format"), "type");
        return (format == null || format.equals("text"))
                && !body.path("logprobs").asBoolean(false)
                && !body.path("audio").isObject();
    }

    /** Whether the client has all the tokens that it wants at most. */
    static boolean isSpent(ObjectNode body, int tokens) {
        return LIMITS.stream()
                .anyMatch(limit ->
                        body.path(limit).isIntegralNumber() && body.path(limit).asLong() <= tokens);
    }

    private static int tokens(int chars) {
        return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    private static ObjectNode body(ChatRequest client, ArrayNode messages, int fewerTokens) {
        // Shallow: the conversation itself is shared and not touched.
        ObjectNode body = Json.object();
        body.setAll(client.body());
        body.set("messages", messages);
        for (String limit : LIMITS) {
            if (body.path(limit).isIntegralNumber()) {
                body.put(limit, Math.max(1, body.path(limit).asLong() - fewerTokens));
            }
        }
        return body;
    }

    /**
     * What the client received in all: the answer's tokens of both parts without the words that were repeated, and the
     * prompt without the begun answer and the instruction that were put into it. A run that started over has counted the
     * begun part itself.
     *
     * @param clientsPromptTokens an estimate of the client's own prompt
     */
    Usage inAll(Usage rest, int clientsPromptTokens) {
        long completion = fit.startedOver()
                ? rest.completionTokens()
                : begunTokens + Math.max(0, rest.completionTokens() - tokens(fit.cutChars()));
        long prompt = promptTokens(rest.promptTokens(), clientsPromptTokens);
        return new Usage(
                prompt,
                completion,
                Math.min(prompt, rest.cachedTokens()),
                Math.min(prompt, rest.cacheWriteTokens()),
                rest.reasoningTokens());
    }

    /** Not below the estimate; some servers leave out what they had in a cache, and so have not counted the addition. */
    private long promptTokens(long counted, int clientsPromptTokens) {
        return counted < clientsPromptTokens + addedTokens / 2
                ? counted
                : Math.max(Math.min(counted, clientsPromptTokens), counted - addedTokens);
    }
}

package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.LateInstructions;
import io.oblix.provider.Question;
import io.oblix.provider.Question.ChosenBy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The client's request as it goes upstream: with the provider's name of the model, the limit of the answer under the
 * name that the server knows, and for a stream with the usage, which {@link OpenAiStreamReader} removes again if the
 * client did not ask for it.
 *
 * <p>A client that named the model gets all else passed on, and the model's own error for what it does not accept; only
 * fields that another gateway's answers leave in a conversation are removed. If we chose the model, everything that it
 * is known to reject is removed or put another way.
 */
final class OpenAiRequest {

    /** Reasoning models reject them, even at their defaults (OpenAI's guide to reasoning). */
    private static final List<String> SAMPLING = List.of("""
            temperature top_p presence_penalty frequency_penalty logprobs top_logprobs logit_bias stop
            """.split("\\s+"));

    private static final String LIMIT = OpenAiRefusals.LIMIT;

    private static final String OLDER_LIMIT = OpenAiRefusals.OLDER_LIMIT;

    private final ChatRequest request;
    private final String model;
    private final Server server;
    private final boolean fits;
    private final Set<String> refused;
    private final OpenAiModelFamily family;
    private final ObjectNode body = Json.object();
    private final IgnoredParams ignored = new IgnoredParams();
    private final OpenAiContradictions contradictions = new OpenAiContradictions(body, ignored);

    /**
     * @param bytes the body of the request
     * @param ignoredParams the client's fields that were removed or approximated
     */
    record Translated(byte[] bytes, List<String> ignoredParams) {}

    /**
     * Where it goes.
     *
     * @param openAi whether to OpenAI itself, and not to another server that speaks its API
     * @param documented whether the server takes what OpenAI documents, and so refuses anything else; at OpenAI always
     */
    record Server(boolean openAi, boolean documented) {}

    private OpenAiRequest(ChatRequest request, String model, Server server, ChosenBy chosenBy, Set<String> refused) {
        this.request = request;
        this.fits = chosenBy == ChosenBy.POLICY || request.isRendered();
        this.refused = refused;
        this.model = model;
        this.server = server;
        this.family = OpenAiModelFamily.of(model);
        // A shallow copy: the conversation is shared and not changed.
        body.setAll(request.body());
    }

    /** @param refused by {@link OpenAiRefusals}, and so neither added nor renamed */
    static Translated translate(Question question, String model, Server server, Set<String> refused) {
        ChatRequest request = question.request();
        OpenAiRequest translation = new OpenAiRequest(request, model, server, question.chosenBy(), refused);
        translation.body.put("model", model);
        translation.askForUsage();
        translation.nameLimit();
        translation.removeThinking();
        translation.contradictions.removeMeaningless(request.streaming());
        if (translation.fits) {
            translation.fitToModel();
        }
        translation.labelPictures();
        if (question.judged() && !refused.contains(OpenAiRefusals.LOGPROBS)) {
            translation.body.put("logprobs", true);
        }
        return new Translated(OpenAiBody.bytes(translation.body, request), translation.ignored.list());
    }

    /** What the translation may add or rename, for {@link OpenAiRefusals}. */
    static Set<String> additions(Question question) {
        ChatRequest request = question.request();
        Set<String> additions = new HashSet<>(Set.of(OpenAiRefusals.EFFORT, OpenAiRefusals.DEVELOPER));
        boolean own = request.usageWanted() && question.chosenBy() == ChosenBy.CLIENT && !request.isRendered();
        if (request.streaming() && !own) {
            additions.add(OpenAiRefusals.STREAM_OPTIONS);
        }
        if (request.body().hasNonNull(LIMIT) || request.body().hasNonNull(OLDER_LIMIT)) {
            additions.add(LIMIT);
        }
        if (question.judged() && !request.body().path("logprobs").asBoolean(false)) {
            additions.add(OpenAiRefusals.LOGPROBS);
        }
        return additions;
    }

    private void askForUsage() {
        if (refused.contains(OpenAiRefusals.STREAM_OPTIONS)) {
            if (fits) {
                ignore(OpenAiRefusals.STREAM_OPTIONS);
            }
        } else if (request.streaming()) {
            ObjectNode options = Json.object();
            if (body.get("stream_options") instanceof ObjectNode asked) {
                options.setAll(asked);
            }
            body.set("stream_options", options.put("include_usage", true));
        }
    }

    /** All of OpenAI's models know the newer name, its reasoning models no other; most other servers know the older. */
    private void nameLimit() {
        boolean newer =
                refused.contains(OLDER_LIMIT) || ((server.openAi || family.reasoning()) && !refused.contains(LIMIT));
        JsonNode limit = body.remove(newer ? OLDER_LIMIT : LIMIT);
        String name = newer ? LIMIT : OLDER_LIMIT;
        if (limit != null && !limit.isNull() && !(newer && body.hasNonNull(LIMIT))) {
            body.set(name, limit);
        }
    }

    /** Servers other than OpenAI's ignore it, and some want it back. */
    private void removeThinking() {
        if (server.openAi) {
            body.set("messages", OpenAiToolCallIds.fit(OpenAiMessages.withoutThinking(request.messages())));
        }
    }

    private void labelPictures() {
        // What OpenAI documents is seen to part by part.
        if (!(fits && server.documented)) {
            body.set("messages", OpenAiPictures.labelled((ArrayNode) body.path("messages"), fits));
        }
    }

    private void fitToModel() {
        boolean marked = !CacheMarks.of(body).isEmpty();
        if (server.documented) {
            effortOfResponses();
            OpenAiDocumented.keep(body, OpenAiDocumented.REQUEST, "", ignored);
            marked |= request.body().hasNonNull(CacheMarks.FIELD);
            clampLimit(OpenAiModels.of(model).maxOutputTokens());
            fitTools();
            new OpenAiValues(body, ignored).fit();
        } else {
            ignore("thinking");
            if (request.isRendered()) {
                // Derived by the dialect; some servers reject what they do not know.
                body.remove("safety_identifier");
                body.remove("service_tier");
            }
            if (body.path("tools") instanceof ArrayNode tools) {
                body.set("tools", OpenAiMessages.withoutCacheControl(tools));
            }
        }
        if (marked) {
            ignored.add(CacheMarks.FIELD);
        }
        if (!server.documented) {
            body.set("messages", LateInstructions.inUserTurns(request));
        }
        ArrayNode messages = OpenAiToolCallIds.fit((ArrayNode) body.path("messages"));
        body.set("messages", new OpenAiMessages(server.documented, family, refused, ignored).fit(messages));
        contradictions.removeAll(request.isRendered() ? "stop_sequences" : "stop");
        if (server.documented) {
            fitToFamily();
        }
        if (family.reasoning()) {
            fitToReasoningModel();
        } else if (server.documented) {
            ignore("reasoning_effort");
        }
    }

    private void fitTools() {
        OpenAiTools fitting = new OpenAiTools(ignored);
        for (String field : List.of("tools", "functions")) {
            if (body.path(field).isArray()) {
                JsonNode offered = body.path(field);
                body.set(field, field.equals("tools") ? fitting.fit(offered) : fitting.fitFunctions(offered));
            }
        }
    }

    /** What only some families of models have. */
    private void fitToFamily() {
        contradictions.removeMetadataWithoutStore();
        if (!OpenAiDocumented.SERVICE_TIERS.contains(body.path("service_tier").asText())) {
            ignore("service_tier");
        }
        if (family.searches()) {
            SAMPLING.forEach(this::ignore);
        } else {
            ignore("web_search_options");
        }
        if (!family.hasVerbosity()) {
            ignore("verbosity");
        }
        if (family.reasoning()) {
            ignore("prediction");
        }
        if (family.callsToolsInTurn()) {
            ignore("parallel_tool_calls");
        }
    }

    /** {@code reasoning.effort} has another name in chat completions than in OpenAI's Responses API. */
    private void effortOfResponses() {
        String effort = Json.text(body.path("reasoning"), "effort");
        if (effort != null && !body.hasNonNull("reasoning_effort")) {
            body.put("reasoning_effort", effort);
            body.remove("reasoning");
        }
    }

    /** A limit above the model's own is a 400. It was meant for another model, and this one cannot exceed its own. */
    private void clampLimit(int mostTokens) {
        String name = body.has(LIMIT) ? LIMIT : OLDER_LIMIT;
        if (mostTokens > 0 && body.path(name).asLong() > mostTokens) {
            body.put(name, mostTokens);
            ignored.add(request.body().hasNonNull(LIMIT) ? LIMIT : OLDER_LIMIT);
        }
    }

    private void fitToReasoningModel() {
        if (family.refusesToolsWhileReasoning() && !body.path("tools").isEmpty() && !hasEffort("none")) {
            ignore("reasoning_effort");
            if (!refused.contains(OpenAiRefusals.EFFORT)) {
                body.put("reasoning_effort", "none");
            }
        }
        if (!(family.samplesWithoutReasoning() && hasEffort("none"))) {
            SAMPLING.forEach(this::ignore);
        }
    }

    private boolean hasEffort(String effort) {
        return effort.equals(Json.text(body, "reasoning_effort"));
    }

    private void ignore(String field) {
        JsonNode value = body.remove(field);
        if (value != null && !value.isNull()) {
            ignored.add(field);
        }
    }
}

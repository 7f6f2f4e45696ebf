package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.Question.ChosenBy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

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

    private static final String LIMIT = "max_completion_tokens";
    private static final String OLDER_LIMIT = "max_tokens";

    private final ChatRequest request;
    private final String model;
    private final boolean openAi;
    private final OpenAiModelFamily family;
    private final ObjectNode body = Json.object();
    private final IgnoredParams ignored = new IgnoredParams();
    private final OpenAiContradictions contradictions = new OpenAiContradictions(body, ignored);

    /**
     * @param bytes the body of the request
     * @param ignoredParams the client's fields that were removed or approximated
     */
    record Translated(byte[] bytes, List<String> ignoredParams) {}

    private OpenAiRequest(ChatRequest request, String model, boolean openAi) {
        this.request = request;
        this.model = model;
        this.openAi = openAi;
        this.family = OpenAiModelFamily.of(model);
        // A shallow copy: the conversation is shared and not changed.
        body.setAll(request.body());
    }

    /** @param openAi whether it goes to OpenAI itself, and not to another server that speaks its API */
    static Translated translate(ChatRequest request, String model, boolean openAi, ChosenBy chosenBy) {
        OpenAiRequest translation = new OpenAiRequest(request, model, openAi);
        translation.body.put("model", model);
        translation.askForUsage();
        translation.nameLimit();
        translation.removeThinking();
        translation.contradictions.removeMeaningless(request.streaming());
        if (chosenBy == ChosenBy.POLICY || request.isRendered()) {
            translation.fitToModel();
        }
        return new Translated(translation.bytes(), translation.ignored.list());
    }

    private void askForUsage() {
        if (request.streaming()) {
            ObjectNode options = Json.object();
            if (body.get("stream_options") instanceof ObjectNode asked) {
                options.setAll(asked);
            }
            body.set("stream_options", options.put("include_usage", true));
        }
    }

    /** All of OpenAI's models know the newer name, its reasoning models no other; most other servers know the older. */
    private void nameLimit() {
        boolean newer = openAi || family.reasoning();
        JsonNode limit = body.remove(newer ? OLDER_LIMIT : LIMIT);
        String name = newer ? LIMIT : OLDER_LIMIT;
        if (limit != null && !limit.isNull() && !(newer && body.hasNonNull(LIMIT))) {
            body.set(name, limit);
        }
    }

    /** Servers other than OpenAI's ignore it, and some want it back. */
    private void removeThinking() {
        if (openAi) {
            body.set("messages", OpenAiToolCallIds.fit(OpenAiMessages.withoutThinking(request.messages())));
        }
    }

    private void fitToModel() {
        boolean marked = !CacheMarks.of(body).isEmpty();
        if (openAi) {
            effortOfResponses();
            OpenAiDocumented.keep(body, OpenAiDocumented.REQUEST, "", ignored);
            marked |= request.body().hasNonNull(CacheMarks.FIELD);
            clampLimit(OpenAiModels.of(model).maxOutputTokens());
            fitTools();
        } else {
            ignore("thinking");
            if (body.path("tools") instanceof ArrayNode tools) {
                body.set("tools", OpenAiMessages.withoutCacheControl(tools));
            }
        }
        if (marked) {
            ignored.add(CacheMarks.FIELD);
        }
        ArrayNode messages = OpenAiToolCallIds.fit((ArrayNode) body.path("messages"));
        body.set("messages", new OpenAiMessages(openAi, family, ignored).fit(messages));
        contradictions.removeAll();
        if (openAi) {
            fitToFamily();
        }
        if (family.reasoning()) {
            fitToReasoningModel();
        } else if (openAi) {
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
        if (mostTokens > 0 && body.path(LIMIT).asLong() > mostTokens) {
            body.put(LIMIT, mostTokens);
            ignored.add(request.body().hasNonNull(LIMIT) ? LIMIT : OLDER_LIMIT);
        }
    }

    private void fitToReasoningModel() {
        if (family.refusesToolsWhileReasoning() && !body.path("tools").isEmpty() && !hasEffort("none")) {
            ignore("reasoning_effort");
            body.put("reasoning_effort", "none");
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

    /** The conversation goes on as the client's own bytes, unless something in it has changed. */
    private byte[] bytes() {
        RawJson conversation = request.rawMessages();
        if (conversation == null || !body.path("messages").equals(request.messages())) {
            return Json.bytes(body);
        }
        ByteArrayOutputStream others = new ByteArrayOutputStream(512);
        int place = 0;
        try (JsonGenerator out = Json.MAPPER.createGenerator(others)) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> field : body.properties()) {
                out.writeFieldName(field.getKey());
                if (field.getKey().equals("messages")) {
                    out.writeRawValue("");
                    out.flush();
                    place = others.size();
                } else {
                    out.writeTree(field.getValue());
                }
            }
            out.writeEndObject();
        } catch (IOException loneSurrogate) {
            return Json.bytes(body);
        }
        byte[] around = others.toByteArray();
        return ByteBuffer.allocate(around.length + conversation.length())
                .put(around, 0, place)
                .put(conversation.bytes(), conversation.start(), conversation.length())
                .put(around, place, around.length - place)
                .array();
    }
}

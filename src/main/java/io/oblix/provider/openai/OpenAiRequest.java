package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.provider.CacheMarks;
import io.oblix.provider.IgnoredParams;
import io.oblix.provider.ModelTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * The caller's request as it goes on: the model under the provider's name for it, the limit of the answer under the
 * name that the server knows, and for a stream the usage, which we must know; {@link OpenAiStreamReader} takes it out
 * again where the caller did not ask. Where the caller named the model, all else is his: what the model refuses is for
 * him to learn, but for the fields that only a gateway's answers have. Where we chose it, {@link #fitToModel()} sees to it that nothing is refused.
 */
final class OpenAiRequest {

    /** Reasoning models refuse them, even at their defaults. */
    private static final List<String> SAMPLING = List.of(
            "temperature",
            "top_p",
            "presence_penalty",
            "frequency_penalty",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "stop");

    /** Fields of the other providers, which OpenAI answers with "Unrecognized request argument supplied". */
    private static final List<String> OF_OTHERS = List.of(
            "thinking",
            "output_config",
            "cache_control",
            "stop_sequences",
            "inference_geo",
            "speed",
            "top_k",
            "min_p",
            "keep_alive",
            "think",
            "options",
            "reasoning");

    private static final String OPENAI = "openai";
    private static final String LIMIT = "max_completion_tokens";

    private final OpenAiModelFamily family;
    private final String model;

    /** The name under which the caller limited the answer. */
    private final String asked;

    private final boolean openAi;
    private final ChatRequest request;
    private final ObjectNode body = Json.object();
    private final IgnoredParams ignored = new IgnoredParams();

    OpenAiRequest(ChatRequest request, String model, String baseUrl) {
        this.request = request;
        this.family = OpenAiModelFamily.of(model);
        this.model = model;
        this.asked = request.body().hasNonNull(LIMIT) ? LIMIT : "max_tokens";
        this.openAi = OpenAiProvider.isOpenAi(baseUrl);
        // A shallow copy: the conversation itself is shared and not touched.
        body.setAll(request.body());
        body.put("model", model);
        if (request.streaming()) {
            askForUsage();
        }
        // OpenAI's models all take the newer name, its reasoning models no other; most other servers know the older.
        if (openAi || family.reasoning()) {
            rename("max_tokens", "max_completion_tokens", false);
        } else {
            rename("max_completion_tokens", "max_tokens", true);
        }
        if (openAi) {
            body.set("messages", OpenAiToolCallIds.fit(OpenAiMessages.withoutThinking(request.messages())));
        }
    }

    /** For a model that the caller did not name: what it is known to refuse is left out or put another way. */
    OpenAiRequest fitToModel() {
        if (openAi) {
            effortOfResponses();
            OF_OTHERS.forEach(this::ignore);
            clampLimit(ModelTable.of(OPENAI, model).maxOutputTokens());
        } else {
            ignore("thinking");
        }
        if (!CacheMarks.of(body).isEmpty()) {
            ignored.add(CacheMarks.FIELD);
        }
        ArrayNode fitted = new OpenAiMessages(openAi, family).fit((ArrayNode) body.path("messages"));
        body.set("messages", OpenAiToolCallIds.fit(fitted));
        if (body.path("tools") instanceof ArrayNode tools) {
            body.set("tools", OpenAiMessages.withoutCacheControl(tools));
        }
        if (family.reasoning()) {
            fitToReasoningModel();
        } else if (openAi) {
            ignore("reasoning_effort");
        }
        return this;
    }

    /** A limit over the model's own is a 400; it was meant for another model, and this one cannot pass it anyway. */
    private void clampLimit(int mostTokens) {
        if (mostTokens > 0 && body.path(LIMIT).asLong() > mostTokens) {
            body.put(LIMIT, mostTokens);
            ignored.add(asked);
        }
    }

    /** {@code reasoning.effort}, which this endpoint of OpenAI's knows under another name. */
    private void effortOfResponses() {
        String effort = Json.text(body.path("reasoning"), "effort");
        if (effort != null && !body.hasNonNull("reasoning_effort")) {
            body.put("reasoning_effort", effort);
            body.remove("reasoning");
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

    private void askForUsage() {
        ObjectNode options = Json.object();
        if (body.get("stream_options") instanceof ObjectNode asked) {
            options.setAll(asked);
        }
        options.put("include_usage", true);
        body.set("stream_options", options);
    }

    /** @param wins whether it counts where both are there */
    private void rename(String from, String to, boolean wins) {
        JsonNode limit = body.remove(from);
        if (limit != null && !limit.isNull() && (wins || !body.hasNonNull(to))) {
            body.set(to, limit);
        }
    }

    /** The conversation goes on in the caller's own bytes, unless something in it had to be changed. */
    byte[] bytes() {
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

    List<String> ignoredParams() {
        return ignored.list();
    }
}

package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.provider.WholeAsSent;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code /completions}, as the client sent it and as the server answers
 * (https://platform.openai.com/docs/api-reference/completions).
 */
final class OpenAiCompletions {

    static final String PATH = "/completions";

    private OpenAiCompletions() {}

    /**
     * The client's own bytes except the model, and with a stream's usage wanted.
     *
     * @param refused by {@link OpenAiRefusals}
     */
    static byte[] body(ChatRequest request, String model, Set<String> refused) {
        Original original = request.original();
        CompletionRequest completion = CompletionRequest.of(request);
        if (original == null) {
            return Json.bytes(rebuilt(request, completion).put("model", model));
        }
        byte[] body = original.bodyFor(model);
        boolean counted = completion == null || completion.usageWanted() || !request.streaming();
        return counted || refused.contains(OpenAiRefusals.STREAM_OPTIONS)
                ? body
                : TopLevelFields.changed(
                        body,
                        Map.of(
                                OpenAiRefusals.STREAM_OPTIONS,
                                Json.bytes(Json.object().put("include_usage", true))));
    }

    /** A completion of several, or one that a hook has changed. */
    private static ObjectNode rebuilt(ChatRequest request, @Nullable CompletionRequest completion) {
        ObjectNode body = Json.object();
        body.setAll(request.body());
        body.remove(Set.of("messages", "logprobs", "top_logprobs"));
        if (completion == null) {
            return body;
        }
        body.set(
                "prompt",
                completion.prompts().size() == 1 ? completion.prompts().get(0) : completion.prompts());
        body.put("suffix", completion.suffix()).put("echo", completion.echo());
        body.put("n", completion.n()).put("best_of", completion.bestOf());
        if (completion.logprobs() >= 0) {
            body.put("logprobs", completion.logprobs());
        }
        if (completion.maxTokens() >= 0) {
            body.put("max_tokens", completion.maxTokens());
        }
        return body;
    }

    static AnswerReader reader(ModelName model, CompletionRequest completion, String contentType, boolean streaming) {
        if (!streaming) {
            return new WholeAsSent(new Words(model));
        }
        return contentType.equals("application/json")
                ? new Words(model)
                : new OpenAiCompletionStream(model, completion);
    }

    /** @throws io.oblix.problem.UpstreamProblem when it is an error */
    static void check(@Nullable ObjectNode json, byte[] bytes, ModelName model) {
        JsonNode error = json == null ? null : json.get("error");
        boolean isError = error != null && !error.isNull() && !(error.isContainerNode() && error.isEmpty());
        if (isError
                || (json != null && !json.has("choices") && ErrorBody.of(json).words() != null)) {
            throw OpenAiErrors.inAnswer(model, ErrorBody.of(bytes));
        }
    }

    /** A whole answer in words of ours: its first choice. */
    private static final class Words extends AnswerReader.OfWhole {

        private final ModelName model;
        private @Nullable String name;

        Words(ModelName model) {
            this.model = model;
        }

        @Override
        protected void end(byte[] answer, Consumer<AnswerEvent> out) {
            byte[] bytes = ByteOrderMark.without(answer);
            ObjectNode json = Json.objectOrNull(bytes);
            check(json, bytes, model);
            if (json == null || !(json.path("choices") instanceof ArrayNode choices) || choices.isEmpty()) {
                throw StandardErrors.broken(
                        model, bytes.length == 0 ? "answered with nothing" : "answered without choices");
            }
            name = Json.text(json, "model");
            JsonNode first = choices.get(0);
            String text = first.path("text").asText("");
            if (!text.isEmpty()) {
                out.accept(new AnswerEvent.Text(text));
            }
            if (json.path("usage").isObject()) {
                out.accept(new AnswerEvent.Counted(UsageJson.read(json.path("usage"))));
            }
            out.accept(new AnswerEvent.Finish(first.path("finish_reason").asText("stop")));
        }

        @Override
        public @Nullable String model() {
            return name;
        }
    }
}

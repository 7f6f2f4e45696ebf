package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.CompletionRequest;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Question;
import io.oblix.upstream.UpstreamRequest;
import java.util.Set;
import java.util.TreeSet;

/**
 * A completion to Ollama's {@code /api/generate}
 * (https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-completion). It differs from a chat in its prompt only:
 * the model's template is around it, unless a gap is to be filled or the client wants none.
 */
final class OllamaCompletion {

    private OllamaCompletion() {}

    /** @throws RequestProblem when Ollama, or this model of its, cannot do what is asked */
    static UpstreamRequest translate(Question question, CompletionRequest completion, HostedModel model) {
        RequestProblem unable = completion.textProblem();
        if (unable != null) {
            throw unable;
        }
        if (completion.choices() > 1) {
            throw RequestProblem.unsupported(
                    completion.n() > 1 ? "n" : "prompt",
                    "Ollama gives one completion in a stream: ask for one at a time, or without 'stream'.");
        }
        OllamaModel.Abilities abilities = model.abilities();
        if (completion.suffix() != null && abilities != null && !abilities.inserts()) {
            throw RequestProblem.unsupported(
                    "suffix",
                    "The model `" + OllamaProvider.NAME + ":" + model.name()
                            + "` does not support insert. Ask one whose"
                            + " capabilities in `ollama show` have 'insert', such as qwen2.5-coder:1.5b-base.");
        }
        OpenAiToOllamaRequest chat = new OpenAiToOllamaRequest(question, model);
        ObjectNode body = chat.body();
        body.remove("messages");
        body.put("prompt", completion.prompt(0));
        if (completion.suffix() != null) {
            body.put("suffix", completion.suffix());
        }
        if (completion.raw()) {
            body.put("raw", true);
        }
        if (abilities != null && abilities.thinking() && model.thinking() == OllamaLessons.Thinking.SWITCH) {
            // No thinking is sent, and it would take the tokens of a short completion.
            body.put("think", false);
        }
        Set<String> ignored = new TreeSet<>(chat.ignoredParams());
        ignored.addAll(question.request().rendering().ignoredParams());
        return new UpstreamRequest(
                model.host().baseUrl() + "/api/generate",
                model.settings().headers(),
                Json.bytes(body),
                false,
                ignored.stream().toList());
    }
}

package io.oblix.provider.echo;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Question;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sends the last message as {@code {"say": ...}}, and answers with the plain text that comes back. */
final class EchoProvider implements Provider {

    private final Endpoint endpoint;

    EchoProvider(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String name() {
        return endpoint.name();
    }

    @Override
    public Side side() {
        return endpoint.side();
    }

    @Override
    public List<String> baseUrls() {
        return List.of(endpoint.baseUrl());
    }

    @Override
    public UpstreamRequest translate(Question question, Place place) {
        String last = question.request()
                .messages()
                .get(question.request().messages().size() - 1)
                .path("content")
                .asText();
        return new UpstreamRequest(
                place.baseUrl() + "/say", Map.of(), Json.bytes(Json.object().put("say", last)), true, List.of());
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        return new AnswerReader() {
            @Override
            public void read(byte[] bytes, Consumer<AnswerEvent> out) {
                out.accept(new AnswerEvent.Text(new String(bytes, StandardCharsets.UTF_8)));
            }

            @Override
            public void end(Consumer<AnswerEvent> out) {
                out.accept(new AnswerEvent.Finish("stop"));
                out.accept(new AnswerEvent.Counted(Usage.of(1, 1)));
            }
        };
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return StandardErrors.problem(StandardErrors.kind(head.status()), model, head, "no echo", null);
    }

    @Override
    public ModelState state(String model) {
        return ModelState.ready(8_000);
    }

    @Override
    public boolean isProbed() {
        return true;
    }

    @Override
    public List<KnownModel> models() {
        return List.of(new KnownModel("plain", "Plain echo", 1_700_000_000, "the hills", true));
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return List.of();
    }
}

package io.oblix.provider.openai;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.EndpointWatch;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Question;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** OpenAI, and any server that speaks its API. Requests and answers are passed through with as few changes as possible. */
public final class OpenAiProvider implements Provider {

    static final String NAME = "openai";

    /** For models of other servers, which do not tell. */
    private static final int CONTEXT_TOKENS = 128_000;

    private static final String HTTPS = "https://";
    private static final String HOST = "api.openai.com";

    private final Endpoint endpoint;
    private final EndpointWatch watch;

    public OpenAiProvider(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.watch = new EndpointWatch(endpoint, this::contextTokens, list -> {});
    }

    /** Whether this is OpenAI itself, in any of its regions, and not another server that speaks its API. */
    public static boolean isOpenAi(String baseUrl) {
        if (!baseUrl.startsWith(HTTPS)) {
            return false;
        }
        int end = HTTPS.length();
        while (end < baseUrl.length() && baseUrl.charAt(end) != '/' && baseUrl.charAt(end) != ':') {
            end++;
        }
        String host = baseUrl.substring(HTTPS.length(), end);
        return host.equals(HOST) || host.endsWith("." + HOST);
    }

    private int contextTokens(String model) {
        return name().equals(NAME) ? OpenAiModels.of(model).contextTokens() : CONTEXT_TOKENS;
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
        OpenAiRequest.Translated translated = OpenAiRequest.translate(
                question.request(), place.model().name(), isOpenAi(place.baseUrl()), question.chosenBy());
        endpoint.requireKey(place.model());
        return new UpstreamRequest(
                place.baseUrl() + "/chat/completions",
                headers(),
                translated.bytes(),
                !question.request().streaming(),
                translated.ignoredParams());
    }

    private Map<String, String> headers() {
        String key = endpoint.apiKey();
        return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
    }

    /** Reasoning models do not stream their thinking. */
    @Override
    public boolean beginsSlowly(Question question, Place place) {
        return OpenAiModelFamily.of(place.model().name()).reasoning();
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        if (!request.streaming()) {
            return new OpenAiWholeReader(model);
        }
        OpenAiStreamReader stream = new OpenAiStreamReader(
                model, request.usageWanted(), request.body().path("n").asInt(1));
        return contentType.equals("text/event-stream") ? stream : new OpenAiUnstreamedReader(model, stream);
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return OpenAiErrors.problem(model, head, body);
    }

    @Override
    public ModelState state(String model) {
        return watch.state(model);
    }

    @Override
    public boolean isProbed() {
        return watch.isProbed();
    }

    @Override
    public List<KnownModel> models() {
        return watch.models();
    }

    @Override
    public List<String> recommended() {
        return name().equals(NAME) ? OpenAiModels.recommended() : List.of();
    }

    @Override
    public String checkUrl() {
        return endpoint.baseUrl() + "/models";
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return List.of(probe -> watch.look(probe, checkUrl(), headers()));
    }

    @Override
    public void learn(@Nullable UpstreamProblem problem) {
        watch.learn(problem);
    }
}

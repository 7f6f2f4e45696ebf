package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.facts.PictureTokens;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.EndpointProvider;
import io.oblix.provider.Question;
import io.oblix.provider.WholeAsSent;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI, and any server that speaks its API. Requests and answers are passed through with as few changes as possible. */
public class OpenAiProvider extends EndpointProvider {

    static final String NAME = "openai";

    /** For models of other servers, which do not tell. */
    private static final int CONTEXT_TOKENS = 128_000;

    /** The longest answer of the first of OpenAI's reasoning models; later ones write more. */
    private static final int LEAST_OF_REASONING_MODELS = 32_768;

    private final OpenAiRefusals refusals = new OpenAiRefusals();
    private final CompletionModels completions = new CompletionModels();
    private final OpenAiWindows windows;
    private final OpenAiResponses responses;

    public OpenAiProvider(Endpoint endpoint) {
        this(endpoint, 0, OpenAiResponses.Use.AUTO);
    }

    public OpenAiProvider(Endpoint endpoint, int contextTokens) {
        this(endpoint, contextTokens, OpenAiResponses.Use.AUTO);
    }

    /**
     * @param contextTokens the window of its models; 0 where the operator does not say
     * @param responses whether its path for Responses is used
     */
    OpenAiProvider(Endpoint endpoint, int contextTokens, OpenAiResponses.Use responses) {
        super(endpoint);
        this.windows = new OpenAiWindows(contextTokens);
        this.responses = new OpenAiResponses(
                responses, OpenAiType.isOpenAi(endpoint.baseUrl()) || OpenAiType.isAzure(endpoint.baseUrl()));
    }

    /**
     * Whether a model is to be asked as OpenAI documents it: at OpenAI itself, and under the name {@code openai} also
     * for OpenAI's own models behind another address, such as a company's gateway or Azure. A program of the user's
     * behind that address serves models of other names.
     */
    private boolean isDocumented(Place place) {
        return OpenAiType.isOpenAi(place.baseUrl())
                || (name().equals(NAME)
                        && OpenAiModelFamily.isOpenAis(place.model().name()));
    }

    @Override
    protected int contextTokens(String model) {
        int known = windows.of(model);
        if (known > 0) {
            return known;
        }
        return name().equals(NAME) ? OpenAiModels.of(model).contextTokens() : CONTEXT_TOKENS;
    }

    @Override
    public boolean knowsWindow(String model) {
        return windows.of(model) > 0
                || (name().equals(NAME) && !OpenAiModels.of(model).prefix().isEmpty());
    }

    @Override
    public int mostOutputTokens(String model) {
        if (!name().equals(NAME)) {
            return 0;
        }
        int known = OpenAiModels.of(model).maxOutputTokens();
        return known == 0 && OpenAiModelFamily.of(model).reasoning() ? LEAST_OF_REASONING_MODELS : known;
    }

    @Override
    public PictureTokens pictureTokens(String model) {
        return OpenAiPictureTokens.of(model, name().equals(NAME));
    }

    @Override
    protected void listed(ObjectNode list) {
        windows.listed(list);
    }

    @Override
    public void learn(@Nullable UpstreamProblem problem) {
        super.learn(problem);
        if (problem != null) {
            windows.learn(problem);
        }
    }

    @Override
    public boolean speaks(ChatRequest request, ModelName model) {
        return EmbeddingRequest.of(request) != null || completes(request, model) || responses.speaks(request);
    }

    @Override
    public Optional<UpstreamRequest> kept(String id) {
        if (!responses.isUsed() || endpoint.lacksKey()) {
            return Optional.empty();
        }
        String url = endpoint.baseUrl() + OpenAiResponses.PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return Optional.of(new UpstreamRequest(url + endpoint.query(), headers(), new byte[0], true, List.of()));
    }

    private boolean completes(ChatRequest request, ModelName model) {
        return CompletionRequest.of(request) != null && completions.isMadeBy(model);
    }

    @Override
    public EmbeddingRequest.Batch batch(EmbeddingRequest request, Place place) {
        return OpenAiEmbeddings.batch(request);
    }

    @Override
    public UpstreamRequest translate(Question question, Place place) {
        ChatRequest request = question.request();
        String model = place.model().name();
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        if (embeddings != null) {
            byte[] body = OpenAiEmbeddings.body(request, embeddings, model, OpenAiType.isOpenAi(place.baseUrl()));
            return post(place, OpenAiEmbeddings.PATH, body, true, List.of());
        }
        boolean whole = !request.streaming();
        if (completes(request, place.model())) {
            byte[] body = OpenAiCompletions.body(request, model, refusals.of(model));
            return post(place, OpenAiCompletions.PATH, body, whole, List.of());
        }
        if (responses.speaks(request)) {
            byte[] body = OpenAiResponses.body(request, place.model());
            return post(place, OpenAiResponses.path(request), body, whole, List.of());
        }
        OpenAiRequest.Server server =
                new OpenAiRequest.Server(OpenAiType.isOpenAi(place.baseUrl()), isDocumented(place));
        OpenAiRequest.Translated chat = OpenAiRequest.translate(question, model, server, refusals.of(model));
        return post(place, "/chat/completions", chat.bytes(), whole, chat.ignoredParams());
    }

    private UpstreamRequest post(Place place, String path, byte[] body, boolean whole, List<String> ignoredParams) {
        endpoint.requireKey(place.model());
        return new UpstreamRequest(place.baseUrl() + path + endpoint.query(), headers(), body, whole, ignoredParams);
    }

    /** What the server refused of that which is added here is left out. */
    @Override
    public @Nullable Question rephrase(Question refused, UpstreamProblem refusal, Place place) {
        if (responses.speaks(refused.request())) {
            return responses.rephrase(refused, refusal);
        }
        if (completes(refused.request(), place.model()) && completions.learn(place.model(), refusal)) {
            return refused;
        }
        boolean learned = refusals.learn(place.model().name(), refusal, OpenAiRequest.additions(refused));
        return learned ? refused : null;
    }

    @Override
    protected String listUrl() {
        return endpoint.baseUrl() + "/models" + endpoint.query();
    }

    @Override
    protected Map<String, String> headers() {
        String key = endpoint.apiKey();
        if (key == null) {
            return Map.of();
        }
        // Azure takes its keys in a header of its own, and only tokens of Entra ID, which are JWTs, in the usual one.
        boolean azures = OpenAiType.isAzure(endpoint.baseUrl()) && !key.startsWith("eyJ");
        return azures ? Map.of("api-key", key) : Map.of("Authorization", "Bearer " + key);
    }

    /** Reasoning models do not stream their thinking. */
    @Override
    public boolean beginsSlowly(Question question, Place place) {
        return OpenAiModelFamily.of(place.model().name()).reasoning();
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        if (embeddings != null) {
            return new OpenAiEmbeddings(model, embeddings.inputs().size());
        }
        CompletionRequest completion = CompletionRequest.of(request);
        if (completion != null && completes(request, model)) {
            return OpenAiCompletions.reader(model, completion, contentType, request.streaming());
        }
        if (responses.speaks(request)) {
            return request.streaming()
                    ? new OpenAiResponseReader(model)
                    : new WholeAsSent(new OpenAiWholeResponse(model));
        }
        if (!request.streaming()) {
            return new OpenAiWholeReader(model);
        }
        boolean uncounted = refusals.of(model.name()).contains(OpenAiRefusals.STREAM_OPTIONS);
        OpenAiStreamReader stream = new OpenAiStreamReader(
                model,
                request.usageWanted(),
                request.body().path("n").asInt(1),
                uncounted ? new OpenAiUsageEstimate(request) : null);
        return contentType.equals("text/event-stream") ? stream : new OpenAiUnstreamedReader(model, stream);
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return OpenAiErrors.problem(model, head, endpoint.withoutKey(body), null);
    }

    @Override
    public UpstreamProblem problem(ChatRequest request, ModelName model, UpstreamHead head, byte[] body) {
        return OpenAiErrors.problem(model, head, endpoint.withoutKey(body), request);
    }

    @Override
    public List<String> recommended() {
        return name().equals(NAME) ? OpenAiModels.recommended() : List.of();
    }

    @Override
    public @Nullable String checkUrl() {
        return endpoint.baseUrl() + "/models";
    }
}

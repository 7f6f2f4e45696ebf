package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.facts.PictureTokens;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.EndpointProvider;
import io.oblix.provider.Question;
import io.oblix.provider.WholeAsSent;
import io.oblix.provider.claude.ClaudeSettings.Caching;
import io.oblix.upstream.ClientHeaders;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API. Claude is always asked for a stream, even for a client that wants a whole answer: a stream
 * shows at once when the model stalls, and no timeout in between cuts a long answer off.
 */
public final class ClaudeProvider extends EndpointProvider {

    public static final String NAME = "claude";

    /** The newest version, in which the API rejects sampling parameters even at their defaults. */
    static final String VERSION = "2026-10-21";

    /** The version that accepts {@code temperature} and {@code top_p} for models that have them. */
    static final String VERSION_WITH_SAMPLING = "2023-06-01";

    /** The most of one that the newest models do not scale down; those before Opus 4.7 count a third. */
    private static final PictureTokens PICTURE_TOKENS = PictureTokens.always(4_784);

    private final ClaudeSettings settings;
    private final ClaudeModels models = new ClaudeModels();
    private final ClaudeRefusals refusals = new ClaudeRefusals();

    public ClaudeProvider(Endpoint endpoint) {
        this(endpoint, ClaudeSettings.BARE);
    }

    public ClaudeProvider(Endpoint endpoint, ClaudeSettings settings) {
        super(endpoint);
        this.settings = settings;
    }

    @Override
    public int mostOutputTokens(String model) {
        int known = models.of(model).maxOutputTokens();
        return known > 0 ? known : OpenAiToClaudeOptions.MAX_TOKENS_OF_UNKNOWN_MODEL;
    }

    @Override
    public PictureTokens pictureTokens(String model) {
        return PICTURE_TOKENS;
    }

    @Override
    protected int contextTokens(String model) {
        return models.of(model).contextTokens();
    }

    @Override
    protected String listUrl() {
        String query = endpoint.query();
        return checkUrl() + (query.isEmpty() ? "?" : query + "&") + "limit=1000";
    }

    @Override
    protected Map<String, String> headers() {
        return headers(VERSION);
    }

    @Override
    protected void listed(ObjectNode list) {
        models.refresh(list);
    }

    @Override
    public UpstreamRequest translate(Question question, Place place) {
        ModelName model = place.model();
        endpoint.requireKey(model);
        NativeRequest asSent = asSent(question.request(), model);
        if (asSent != null) {
            return asSent(asSent, place, !question.request().streaming());
        }
        OpenAiToClaudeRequest translation = OpenAiToClaudeRequest.translate(
                question.request(),
                question.work().promptTokens(),
                model.name(),
                models.of(model.name()),
                refusals.refusesMarks() ? settings.withoutCaching() : settings);
        boolean older = translation.sendsSampling() || refusals.refusesVersion();
        Map<String, String> headers = headers(older ? VERSION_WITH_SAMPLING : VERSION);
        String beta = translation.beta();
        if (beta != null) {
            headers.put("anthropic-beta", beta);
        }
        return new UpstreamRequest(url(place, ""), headers, translation.bytes(), false, translation.ignoredParams());
    }

    private @Nullable NativeRequest asSent(ChatRequest request, ModelName model) {
        return NativeRequest.of(request, models.of(model.name()), model.name());
    }

    /** A client of Anthropic's own API gets a stream only if it asked for one: the bytes are its own. */
    private UpstreamRequest asSent(NativeRequest request, Place place, boolean whole) {
        Map<String, String> headers = request.headers();
        String key = endpoint.apiKey();
        if (key != null) {
            headers.put("x-api-key", key);
        }
        return new UpstreamRequest(url(place, ""), headers, request.bytes(), whole, List.of());
    }

    private String url(Place place, String below) {
        return place.baseUrl() + "/v1/messages" + below + endpoint.query();
    }

    @Override
    public Optional<UpstreamRequest> count(ChatRequest request, Place place) {
        NativeRequest asSent = asSent(request, place.model());
        if (asSent == null || endpoint.lacksKey()) {
            return Optional.empty();
        }
        UpstreamRequest message = asSent(asSent, place, true);
        return Optional.of(
                new UpstreamRequest(url(place, "/count_tokens"), message.headers(), message.body(), true, List.of()));
    }

    @Override
    public boolean speaks(ChatRequest request, ModelName model) {
        return asSent(request, model) != null;
    }

    @Override
    public @Nullable Question rephrase(Question refused, UpstreamProblem refusal, Place place) {
        if (speaks(refused.request(), place.model())) {
            return refusals.inOurWords(refused, refusal);
        }
        boolean marked = settings.caching() != Caching.OFF
                && !CacheControl.isMarked(refused.request().body());
        return refusals.rephrase(refused, refusal, marked);
    }

    /** Anthropic takes a key in one of two headers, but not in both; this one works in both versions. */
    private Map<String, String> headers(String version) {
        Map<String, String> headers = new HashMap<>();
        headers.put("anthropic-version", version);
        String key = endpoint.apiKey();
        if (key != null) {
            headers.put("x-api-key", key);
        }
        return headers;
    }

    /** Newer models may hide their thinking. */
    @Override
    public boolean beginsSlowly(Question question, Place place) {
        ObjectNode body = question.request().body();
        return models.of(place.model().name()).thinksUnasked()
                || body.hasNonNull("reasoning_effort")
                || body.hasNonNull("reasoning")
                || body.hasNonNull("thinking");
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        ToolNames names = new ToolNames(request.body());
        boolean json = contentType.equals("application/json");
        boolean asSent = json != request.streaming() && speaks(request, model);
        if (asSent) {
            return json
                    ? new WholeAsSent(new ClaudeWholeReader(model, names))
                    : new ClaudeStreamReader(model, names, true);
        }
        AnswerReader reader = json ? new ClaudeWholeReader(model, names) : new ClaudeStreamReader(model, names, false);
        if (!request.streaming() && OpenAiToClaudeResponseFormat.isJsonObject(request.body())) {
            reader = new JsonFence(reader);
        }
        return CustomToolReader.over(reader, request.body());
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return ClaudeErrors.problem(model, head, endpoint.withoutKey(body), null);
    }

    @Override
    public UpstreamProblem problem(ChatRequest request, ModelName model, UpstreamHead head, byte[] body) {
        return ClaudeErrors.problem(model, head, endpoint.withoutKey(body), request);
    }

    /** Clients of Anthropic's API read its own rate limits. */
    @Override
    public Map<String, String> headersForClient(ChatRequest request, UpstreamHead head) {
        if (!request.dialect().equals(MessagesDialect.NAME)) {
            return headersForClient(head);
        }
        Map<String, String> headers = ClientHeaders.of(head);
        head.headers().forEach((name, value) -> {
            if (name.startsWith("anthropic-ratelimit-")) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    @Override
    public Map<String, String> headersForClient(UpstreamHead head) {
        return ClaudeRateLimits.headersForClient(head);
    }

    @Override
    public List<String> recommended() {
        return ClaudeModels.recommended();
    }

    @Override
    public String checkUrl() {
        return endpoint.baseUrl() + "/v1/models";
    }
}

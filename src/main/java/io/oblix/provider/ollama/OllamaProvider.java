package io.oblix.provider.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.KnownModel;
import io.oblix.provider.Loading;
import io.oblix.provider.Locality;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Question;
import io.oblix.provider.Timing;
import io.oblix.provider.Work;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama through its native API. Its OpenAI-compatible one has no context window, no reason for the end of an answer, no
 * errors inside a stream, and ignores the Modelfile's defaults.
 */
public final class OllamaProvider implements Provider, Loading {

    public static final String NAME = "ollama";

    private final OllamaSettings settings;
    private final List<OllamaHost> hosts;

    public OllamaProvider(OllamaSettings settings) {
        this.settings = settings;
        this.hosts = settings.baseUrls().stream()
                .map(url -> new OllamaHost(url, settings.headers()))
                .toList();
    }

    public List<OllamaHost> hosts() {
        return hosts;
    }

    /** What the hosts say of their models, in Ollama's words. */
    public OllamaCatalogue catalogue() {
        return new OllamaCatalogue(hosts);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.LOCAL;
    }

    @Override
    public List<String> baseUrls() {
        return settings.baseUrls();
    }

    private OllamaHost host(Place place) {
        for (OllamaHost host : hosts) {
            if (host.baseUrl().equals(place.baseUrl())) {
                return host;
            }
        }
        throw new IllegalStateException("no host for " + place);
    }

    @Override
    public CallLimit limit() {
        return settings.limit();
    }

    private HostedModel model(Place place) {
        return HostedModel.of(place.model().name(), host(place), settings);
    }

    @Override
    public UpstreamRequest translate(Question question, Place place) {
        HostedModel model = model(place);
        EmbeddingRequest embeddings = EmbeddingRequest.of(question.request());
        if (embeddings != null) {
            return OllamaEmbeddings.translate(embeddings, model);
        }
        CompletionRequest completion = CompletionRequest.of(question.request());
        if (completion != null) {
            return OllamaCompletion.translate(question, completion, model);
        }
        Original original = NativeRequest.of(question.request());
        if (original != null) {
            return NativeRequest.translate(question, original, model);
        }
        OpenAiToOllamaRequest translation = new OpenAiToOllamaRequest(question, model);
        return new UpstreamRequest(
                place.baseUrl() + "/api/chat",
                settings.headers(),
                translation.bytes(),
                false,
                translation.ignoredParams());
    }

    @Override
    public boolean speaks(ChatRequest request, ModelName model) {
        return EmbeddingRequest.of(request) != null
                || CompletionRequest.of(request) != null
                || NativeRequest.of(request) != null;
    }

    @Override
    public boolean completesOneByOne() {
        return true;
    }

    @Override
    public EmbeddingRequest.Batch batch(EmbeddingRequest request, Place place) {
        return OllamaEmbeddings.BATCH;
    }

    /** What a client of Ollama's API said in its own words is refused to it in Ollama's. */
    @Override
    public @Nullable Question rephrase(Question refused, UpstreamProblem refusal, Place place) {
        boolean clientsWords = NativeRequest.of(refused.request()) != null
                && refused.chosenBy() == Question.ChosenBy.CLIENT
                && refusal.kind() != UpstreamProblem.Kind.CONTEXT_EXCEEDED;
        boolean embeds = EmbeddingRequest.of(refused.request()) != null;
        return clientsWords || embeds ? null : model(place).rephrase(refused, refusal, false);
    }

    /** Ollama refuses each window in the same words. */
    @Override
    public @Nullable Question rephraseAgain(Question refused, UpstreamProblem refusal, Place place) {
        boolean window = refusal.kind() == UpstreamProblem.Kind.CONTEXT_EXCEEDED;
        return window && EmbeddingRequest.of(refused.request()) == null
                ? model(place).rephrase(refused, refusal, true)
                : null;
    }

    @Override
    public int windowTokens(Question question, Place place) {
        return model(place).windowTokens(question);
    }

    @Override
    public void answered(Place place, Timing timing) {
        host(place).lessons().answered(place.model().name(), timing.loadNanos());
    }

    /** Thinking is streamed, so only loading delays the first token. */
    @Override
    public boolean beginsSlowly(Question question, Place place) {
        boolean embeds = EmbeddingRequest.of(question.request()) != null;
        return mustLoad(place, embeds ? Work.NONE : question.work());
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        return reader(request, model, false);
    }

    @Override
    public AnswerReader reader(Question question, ModelName model, String contentType) {
        boolean untold = question.judged() && !NativeRequest.asksForLogprobs(question.request());
        return reader(question.request(), model, untold);
    }

    /** @param untold whether the client is not to see how sure the model is */
    private static AnswerReader reader(ChatRequest request, ModelName model, boolean untold) {
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        if (embeddings != null) {
            return new OllamaEmbeddings(model, embeddings.inputs().size());
        }
        OllamaToOpenAiAnswer words = new OllamaToOpenAiAnswer(model, request);
        return NativeRequest.of(request) == null
                ? words
                : new NativeAnswer(words, OllamaMemo.of(request), request.streaming(), untold);
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return OllamaErrors.problem(model, head, body, null);
    }

    @Override
    public UpstreamProblem problem(ChatRequest request, ModelName model, UpstreamHead head, byte[] body) {
        return OllamaErrors.problem(model, head, body, request);
    }

    @Override
    public List<Place> places(ModelName model) {
        boolean somewhere = hosts.stream().anyMatch(host -> host.lastLook().has(model.name()));
        return hosts.stream()
                .filter(host -> !somewhere
                        || host.lastLook().has(model.name())
                        || !host.lastLook().isRunning())
                .map(host -> new Place(model, host.baseUrl()))
                .toList();
    }

    /** Its state on the host where that is best. */
    @Override
    public ModelState state(String model) {
        ModelState best = null;
        boolean anyRunning = false;
        for (OllamaHost host : hosts) {
            anyRunning |= host.lastLook().isRunning();
            ModelState here = HostedModel.of(model, host, settings).state();
            boolean better = best == null || !best.available() || (here.loaded() && !best.loaded());
            best = here.available() && better ? here : best;
        }
        if (best != null) {
            return best;
        }
        String detail = anyRunning
                ? "not installed: run `ollama pull " + model + "`"
                : "Ollama does not answer at " + String.join(", ", baseUrls()) + ": start it with `ollama serve`";
        return ModelState.unavailable(detail, settings.maxContextTokens());
    }

    @Override
    public ModelState state(Place place) {
        return model(place).state();
    }

    @Override
    public boolean mustLoad(Place place, Work work) {
        return model(place).mustLoad(work);
    }

    @Override
    public Optional<UpstreamRequest> load(Place place, Work work) {
        return model(place).load(work);
    }

    @Override
    public void loaded(Place place, long loadNanos) {
        host(place).lessons().answered(place.model().name(), loadNanos);
    }

    /** Only that host counts: the same name may be another model on another one. */
    @Override
    public Locality locality(Place place) {
        return host(place).locality(OllamaModel.canonical(place.model().name()));
    }

    @Override
    public boolean isProbed() {
        return hosts.stream().allMatch(host -> host.lastLook().isProbed());
    }

    /** A list from before an outage counts; where one of several hosts was never listed, it may have the model. */
    @Override
    public @Nullable String whyUnlisted() {
        for (OllamaHost host : hosts) {
            OllamaSnapshot found = host.lastLook();
            if (!found.isProbed()) {
                return NOT_ASKED_YET;
            } else if (!found.isCurrent() && found.installed().isEmpty()) {
                return "it does not answer at " + host.baseUrl();
            }
        }
        return null;
    }

    @Override
    public List<KnownModel> models() {
        Map<String, KnownModel> models = new TreeMap<>();
        for (OllamaHost host : hosts) {
            OllamaSnapshot found = host.lastLook();
            if (found.isRunning()) {
                found.installed()
                        .values()
                        .forEach(model -> models.put(model.shortName(), known(model, found.abilities(model.name()))));
            }
        }
        return List.copyOf(models.values());
    }

    /** The name decides only until the host has told what the model can do. */
    private static KnownModel known(OllamaModel model, OllamaModel.@Nullable Abilities abilities) {
        String name = model.shortName();
        return new KnownModel(
                name,
                name,
                model.modifiedSeconds(),
                NAME,
                abilities == null ? KnownModel.chatsByName(name) : abilities.chats());
    }

    @Override
    public @Nullable String find(String name) {
        return hosts.stream().anyMatch(host -> host.lastLook().installed(name) != null) ? name : null;
    }

    @Override
    public void look(ProbeClient probe, Place place) {
        host(place).look(probe);
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return hosts.stream().<Consumer<ProbeClient>>map(host -> host::look).toList();
    }
}

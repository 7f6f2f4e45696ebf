package io.oblix.provider.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.key.KeyText;
import io.oblix.problem.FailureKind;
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
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama through its native API. Its OpenAI-compatible one has no context window, no reason for the end of an answer, no
 * errors inside a stream, and ignores the Modelfile's defaults.
 */
public final class OllamaProvider implements Provider, Loading {

    public static final String NAME = "ollama";

    private final OllamaSettings settings;
    private final OllamaHosts hosts;

    public OllamaProvider(OllamaSettings settings) {
        this.settings = settings;
        this.hosts = OllamaHosts.of(settings);
    }

    public List<OllamaHost> hosts() {
        return hosts.all();
    }

    /** What the hosts say of their models, in Ollama's words. */
    public OllamaCatalogue catalogue() {
        return new OllamaCatalogue(hosts.all());
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

    @Override
    public CallLimit limit() {
        return settings.limit();
    }

    @Override
    public boolean isSecretIn(String text) {
        return KeyText.isIn(text, settings.apiKey());
    }

    private HostedModel model(Place place) {
        return HostedModel.of(place.model().name(), hosts.at(place), settings);
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
                && refusal.kind() != FailureKind.CONTEXT_EXCEEDED;
        boolean embeds = EmbeddingRequest.of(refused.request()) != null;
        return clientsWords || embeds ? null : model(place).rephrase(refused, refusal, false);
    }

    /** Ollama refuses each window in the same words. */
    @Override
    public @Nullable Question rephraseAgain(Question refused, UpstreamProblem refusal, Place place) {
        boolean window = refusal.kind() == FailureKind.CONTEXT_EXCEEDED;
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
        hosts.at(place).lessons().answered(place.model().name(), timing.loadNanos());
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
        return hosts.places(model);
    }

    /** Its state on the host where that is best. */
    @Override
    public ModelState state(String model) {
        return hosts.state(model);
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
        hosts.at(place).lessons().answered(place.model().name(), loadNanos);
    }

    /** Only that host counts: the same name may be another model on another one. */
    @Override
    public Locality locality(Place place) {
        return hosts.at(place).locality(OllamaModel.canonical(place.model().name()));
    }

    @Override
    public boolean isProbed() {
        return hosts.areProbed();
    }

    @Override
    public @Nullable String whyUnlisted() {
        return hosts.whyUnlisted();
    }

    @Override
    public List<KnownModel> models() {
        return hosts.models();
    }

    @Override
    public @Nullable String find(String name) {
        return hosts.find(name);
    }

    @Override
    public void look(ProbeClient probe, Place place) {
        hosts.at(place).look(probe);
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return hosts.looks();
    }
}

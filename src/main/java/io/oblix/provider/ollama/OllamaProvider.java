package io.oblix.provider.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;
import io.oblix.chat.ModelName;
import io.oblix.policy.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.CallLimit;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.ProbeClient;
import io.oblix.provider.Provider;
import io.oblix.provider.UpstreamHead;
import io.oblix.provider.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ollama by its native API: that one gives the window, the reasons for an end, errors in the middle of a stream and
 * the Modelfile's own defaults, all of which its OpenAI-compatible one loses.
 */
public final class OllamaProvider implements Provider {

    public static final String NAME = "ollama";

    private final OllamaSettings settings;
    private final List<OllamaHost> hosts;

    public OllamaProvider(OllamaSettings settings) {
        this.settings = settings;
        this.hosts = settings.baseUrls().stream().map(OllamaHost::new).toList();
    }

    public List<OllamaHost> hosts() {
        return hosts;
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
    public UpstreamRequest translate(ChatRequest request, ModelName model, String baseUrl) {
        OllamaHost host = hosts.stream()
                .filter(known -> known.baseUrl().equals(baseUrl))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no host " + baseUrl));
        OllamaHost.Abilities abilities = host.abilities(model.name());
        ContextWindow window = ContextWindow.of(abilities, host.loaded(model.name()), settings.maxContextTokens());
        OpenAiToOllamaRequest translation =
                new OpenAiToOllamaRequest(request, model.name(), settings.keepAlive(), window, abilities);
        return new UpstreamRequest(
                baseUrl + "/api/chat", Map.of(), translation.bytes(), false, translation.ignoredParams());
    }

    /** Where an answer must be JSON, Ollama's grammar begins a new one at every call. */
    @Override
    public boolean continues(ChatRequest request, ModelName model) {
        String format = Json.text(request.body().path("response_format"), "type");
        return format == null || format.equals("text");
    }

    /** A model that is not in memory has to be loaded first; thinking is streamed. */
    @Override
    public boolean beginsSlowly(ChatRequest request, ModelName model, String baseUrl) {
        return hosts.stream()
                .anyMatch(host ->
                        host.baseUrl().equals(baseUrl) && host.isRunning() && host.loaded(model.name()) == null);
    }

    @Override
    public AnswerReader reader(ChatRequest request, ModelName model, String contentType) {
        return new OllamaToOpenAiAnswer(model);
    }

    @Override
    public UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        return OllamaErrors.problem(model, head, body);
    }

    @Override
    public ModelState state(String model) {
        String name = OllamaModel.normalise(model);
        OllamaHost has = null;
        boolean anyRunning = false;
        for (OllamaHost host : hosts) {
            anyRunning |= host.isRunning();
            if (has == null && host.isRunning() && host.installed().containsKey(name)) {
                has = host;
            }
        }
        if (!isProbed()) {
            return new ModelState(true, "not looked at yet", settings.maxContextTokens(), true, true, false, false);
        }
        if (has == null) {
            String detail = anyRunning
                    ? "not installed: run `ollama pull " + model + "`"
                    : "Ollama does not answer at " + String.join(", ", baseUrls()) + ": start it with `ollama serve`";
            return ModelState.unavailable(detail, settings.maxContextTokens());
        }
        OllamaHost.Abilities abilities = has.abilities(name);
        OllamaHost.Loaded loaded = has.loaded(name);
        return new ModelState(
                true,
                ModelState.READY,
                ContextWindow.of(abilities, loaded, settings.maxContextTokens()).limitTokens(),
                abilities == null || abilities.vision(),
                abilities == null || abilities.tools(),
                loaded != null,
                loaded != null && loaded.onGpu());
    }

    @Override
    public boolean isProbed() {
        return hosts.stream().allMatch(OllamaHost::isProbed);
    }

    @Override
    public List<KnownModel> models() {
        Map<String, KnownModel> models = new TreeMap<>();
        for (OllamaHost host : hosts) {
            if (host.isRunning()) {
                host.installed()
                        .values()
                        .forEach(model -> models.put(
                                model.shortName(),
                                new KnownModel(model.shortName(), model.modifiedSeconds(), "ollama")));
            }
        }
        return List.copyOf(models.values());
    }

    @Override
    public @Nullable String find(String name) {
        String normalised = OllamaModel.normalise(name);
        return hosts.stream().anyMatch(host -> host.installed().containsKey(normalised)) ? name : null;
    }

    @Override
    public void look(ProbeClient probe) {
        hosts.forEach(host -> host.look(probe));
    }
}

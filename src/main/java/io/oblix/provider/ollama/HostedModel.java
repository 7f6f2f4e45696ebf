package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.provider.ModelState;
import io.oblix.provider.Question;
import io.oblix.provider.Work;
import io.oblix.upstream.UpstreamRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model on one host, for one decision.
 *
 * @param found the host as it was at its last look
 */
record HostedModel(String name, OllamaHost host, OllamaSnapshot found, OllamaSettings settings) {

    static HostedModel of(String name, OllamaHost host, OllamaSettings settings) {
        return new HostedModel(name, host, host.lastLook(), settings);
    }

    OllamaModel.@Nullable Abilities abilities() {
        return found.abilities(name);
    }

    /**
     * Has the host looked at in the background, where that may tell what the model can do.
     *
     * @throws UpstreamProblem until it has; a model that is still not listed then is Ollama's to judge
     */
    void awaitAbilities() {
        OllamaModel installed = installed();
        boolean neverTold = host.locality(OllamaModel.canonical(name)) == Locality.ELSEWHERE
                || (installed != null
                        && (found.details().containsKey(installed.digest()) || !found.needsDetails(installed)));
        if (neverTold) {
            return;
        }
        host.lookSoon();
        boolean looked = found.isCurrent() && host.lessons().isListedSinceAsked(name, host.listedNanos());
        if (installed == null && looked) {
            return;
        }
        String why = found.isProbed() && !found.isRunning()
                ? "Ollama did not answer at " + host.baseUrl() + " when it was last looked at"
                : "its capabilities are being read";
        throw new UpstreamProblem(
                FailureKind.NOT_KNOWN_YET,
                new ModelName(OllamaProvider.NAME, name).toString(),
                "it is not known yet whether it can see pictures: " + why,
                "messages",
                Duration.ofSeconds(1));
    }

    private @Nullable OllamaModel installed() {
        return found.installed(name);
    }

    /** Null if it is not in memory. By its name, by its weights, or where neither tells by its last answer. */
    OllamaModel.@Nullable Loaded loaded() {
        OllamaModel.Loaded loaded = found.loaded(name);
        if (loaded != null || !host.lessons().isInMemory(name) || !found.mayBeLoaded(name)) {
            return loaded;
        }
        return found.inMemory().size() == 1
                ? found.inMemory().values().iterator().next()
                : new OllamaModel.Loaded(0, 0, "");
    }

    OllamaLessons.Thinking thinking() {
        return host.lessons().thinking(name);
    }

    ContextWindow window(boolean hasSystem) {
        OllamaModel.Abilities abilities = abilities();
        OllamaModel.Loaded loaded = loaded();
        Modelfile modelfile = abilities == null ? Modelfile.NONE : abilities.modelfile();
        int own = abilities == null ? 0 : abilities.contextTokens();
        int allocated = loaded == null ? 0 : loaded.contextTokens();
        return new ContextWindow(
                own > 0 ? Math.min(own, settings.maxContextTokens()) : settings.maxContextTokens(),
                allocated,
                defaultTokens(modelfile, allocated),
                modelfile.addedTokens(hasSystem));
    }

    private int defaultTokens(Modelfile modelfile, int allocated) {
        int learned = host.lessons().defaultTokens();
        if (modelfile.contextTokens() > 0) {
            return modelfile.contextTokens();
        } else if (learned > 0) {
            return learned;
        }
        // A model that is loaded with less shows that the usual default cannot be counted on.
        return allocated > 0 ? allocated : ContextWindow.USUAL_DEFAULT_TOKENS;
    }

    ModelState state() {
        OllamaModel installed = installed();
        if (!found.isProbed()) {
            return ModelState.unknown(settings.maxContextTokens());
        } else if (!found.isRunning()) {
            return ModelState.unavailable("Ollama does not answer at " + host.baseUrl(), settings.maxContextTokens());
        } else if (installed == null) {
            return ModelState.unavailable("not installed at " + host.baseUrl(), settings.maxContextTokens());
        }
        OllamaModel.Abilities abilities = abilities();
        OllamaModel.Loaded loaded = loaded();
        ContextWindow window = window(false);
        ModelState state = ModelState.ready(Math.max(1, window.limitTokens() - window.addedTokens()))
                .able(
                        abilities == null || abilities.vision(),
                        abilities == null || abilities.tools(),
                        abilities != null && abilities.thinking());
        if (abilities != null) {
            state = state.sized(abilities.parameterBillions());
        }
        return installed.remote()
                ? state.elsewhere()
                : state.installed(loaded != null, loaded != null && loaded.onGpu(), installed.sizeBytes());
    }

    /** Whether such a request waits for a load: the model is not in memory, or with too small a window. */
    boolean mustLoad(Work work) {
        OllamaModel installed = installed();
        if (installed == null || installed.remote()) {
            return false;
        }
        return loaded() == null || window(false).isAnother(work);
    }

    /** Loads the model with the window that the request needs, so that Ollama need not reload it for the request. */
    Optional<UpstreamRequest> load(Work work) {
        if (!found.isRunning() || !mustLoad(work)) {
            return Optional.empty();
        }
        ObjectNode body = Json.object().put("model", name).put("stream", false);
        KeepAlive keepAlive = settings.keepAlive();
        if (keepAlive != null) {
            body.set("keep_alive", keepAlive.json());
        }
        int numCtx = window(false).numCtx(work);
        if (numCtx > 0) {
            body.putObject("options").put("num_ctx", numCtx);
        }
        isSent(numCtx);
        return Optional.of(new UpstreamRequest(
                host.baseUrl() + "/api/generate", settings.headers(), Json.bytes(body), true, List.of()));
    }

    /** A request with this window is about to be sent; 0 for none. */
    void isSent(int numCtx) {
        if (numCtx == 0 && loaded() == null) {
            host.lessons().loadsByDefault(name);
        }
    }

    /**
     * What to ask after a refusal: with a larger window, or without what the model has refused; null for nothing.
     *
     * @param again whether a larger window was refused already
     */
    @Nullable Question rephrase(Question refused, UpstreamProblem refusal, boolean again) {
        if (refusal.kind() == FailureKind.CONTEXT_EXCEEDED) {
            Work larger = window(hasSystem(refused)).refused(refused.work(), again);
            host.lessons().forgetDefault();
            return larger == null ? null : new Question(refused.request(), larger, refused.chosenBy());
        }
        return host.lessons().refused(name, refusal) ? refused : null;
    }

    /** What such a question has of the window, without what Ollama adds to the prompt. */
    int windowTokens(Question question) {
        ContextWindow window = window(hasSystem(question));
        return Math.max(1, window.tokens(question.work()) - window.addedTokens());
    }

    static boolean hasSystem(Question question) {
        String role = Json.text(question.request().messages().path(0), "role");
        return "system".equals(role) || "developer".equals(role);
    }
}

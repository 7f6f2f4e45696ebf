package io.oblix.provider.ollama;

import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.upstream.ProbeClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All Ollama servers together: which models there are, and where. What one of them is asked is its own. */
record OllamaHosts(OllamaSettings settings, List<OllamaHost> all) {

    static OllamaHosts of(OllamaSettings settings) {
        return new OllamaHosts(
                settings,
                settings.baseUrls().stream()
                        .map(url -> new OllamaHost(url, settings.headers()))
                        .toList());
    }

    OllamaHost at(Place place) {
        for (OllamaHost host : all) {
            if (host.baseUrl().equals(place.baseUrl())) {
                return host;
            }
        }
        throw new IllegalStateException("no host for " + place);
    }

    /** Where a model may be: on the hosts that list it, or on all that run where none does. */
    List<Place> places(ModelName model) {
        boolean somewhere = all.stream().anyMatch(host -> host.lastLook().has(model.name()));
        return all.stream()
                .filter(host -> !somewhere
                        || host.lastLook().has(model.name())
                        || !host.lastLook().isRunning())
                .map(host -> new Place(model, host.baseUrl()))
                .toList();
    }

    /** The state of a model on the host where that is best. */
    ModelState state(String model) {
        ModelState best = null;
        boolean anyRunning = false;
        for (OllamaHost host : all) {
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
                : "Ollama does not answer at " + String.join(", ", settings.baseUrls())
                        + ": start it with `ollama serve`";
        return ModelState.unavailable(detail, settings.maxContextTokens());
    }

    boolean areProbed() {
        return all.stream().allMatch(host -> host.lastLook().isProbed());
    }

    /** A list from before an outage counts; where one of several hosts was never listed, it may have the model. */
    @Nullable String whyUnlisted() {
        for (OllamaHost host : all) {
            OllamaSnapshot found = host.lastLook();
            if (!found.isProbed()) {
                return Provider.NOT_ASKED_YET;
            } else if (!found.isCurrent() && found.installed().isEmpty()) {
                return "it does not answer at " + host.baseUrl();
            }
        }
        return null;
    }

    List<KnownModel> models() {
        Map<String, KnownModel> models = new TreeMap<>();
        for (OllamaHost host : all) {
            OllamaSnapshot found = host.lastLook();
            if (found.isRunning()) {
                found.installed()
                        .values()
                        .forEach(model -> models.put(model.shortName(), known(model, found.abilities(model.name()))));
            }
        }
        return List.copyOf(models.values());
    }

    /** The name decides only until it is known what the model can do. */
    private static KnownModel known(OllamaModel model, OllamaModel.@Nullable Abilities abilities) {
        String name = model.shortName();
        return new KnownModel(
                name,
                name,
                model.modifiedSeconds(),
                OllamaProvider.NAME,
                abilities == null ? KnownModel.chatsByName(name) : abilities.chats());
    }

    @Nullable String find(String name) {
        return all.stream().anyMatch(host -> host.lastLook().installed(name) != null) ? name : null;
    }

    List<Consumer<ProbeClient>> looks() {
        return all.stream().<Consumer<ProbeClient>>map(host -> host::look).toList();
    }
}

package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.NetworkFacts;
import io.oblix.policy.Side;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What policies and {@code /health} may know of the two models: their provider's word, the breaker, the line. */
public final class SideFacts {

    private final Providers providers;
    private final Breakers breakers;
    private final InFlightCalls inFlight;
    private final Supplier<NetworkFacts> network;

    public SideFacts(Providers providers, Breakers breakers, InFlightCalls inFlight, Supplier<NetworkFacts> network) {
        this.providers = providers;
        this.breakers = breakers;
        this.inFlight = inFlight;
        this.network = network;
    }

    /** How the model of a side is, all things considered; null when none is configured. */
    public @Nullable ModelState state(Side side) {
        ModelName model = providers.model(side);
        ModelState state = providers.state(side);
        if (model == null || state == null || !state.available()) {
            return state;
        }
        if (side == Side.CLOUD && network.get().state() == NetworkFacts.State.DISCONNECTED) {
            return without(state, "the cloud endpoint does not answer: check the network");
        }
        Provider provider = providers.get(model.provider());
        boolean allOpen = provider != null
                && provider.baseUrls().stream().allMatch(url -> breakers.isOpen(model.toString(), url));
        return allOpen ? without(state, "kept failing and is left alone for a while") : state;
    }

    private static ModelState without(ModelState state, String detail) {
        return new ModelState(
                false, detail, state.contextTokens(), state.vision(), state.tools(), state.loaded(), state.onGpu());
    }

    public LocalFacts local() {
        ModelState state = state(Side.LOCAL);
        if (state == null) {
            return new LocalFacts("", false, 0, false, false, 0, false);
        }
        return new LocalFacts(
                name(Side.LOCAL),
                state.available(),
                state.contextTokens(),
                state.vision(),
                state.tools(),
                inFlight.count(Side.LOCAL),
                state.loaded());
    }

    public CloudFacts cloud() {
        ModelState state = state(Side.CLOUD);
        if (state == null) {
            return new CloudFacts("", false, 0, false, false, 0);
        }
        return new CloudFacts(
                name(Side.CLOUD),
                state.available(),
                state.contextTokens(),
                state.vision(),
                state.tools(),
                inFlight.count(Side.CLOUD));
    }

    private String name(Side side) {
        ModelName model = providers.model(side);
        return model == null ? "" : model.toString();
    }
}

package io.oblix.ask.forecast;

import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Work;
import io.oblix.settings.Price;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What policies and {@code /health} may know of the two models: their provider's word, the breaker, the line, and what
 * was learned of their speed. Of several hosts the one counts that would be asked first.
 */
public final class SideFacts {

    private final Providers providers;
    private final Expectations expectations;
    private final InFlightCalls inFlight;
    private final @Nullable Price cloudPrice;
    private final Supplier<NetworkFacts> network;

    public SideFacts(
            Providers providers,
            Expectations expectations,
            InFlightCalls inFlight,
            Prices prices,
            Supplier<NetworkFacts> network) {
        this.providers = providers;
        this.expectations = expectations;
        this.inFlight = inFlight;
        ModelName cloud = providers.cloudModel();
        this.cloudPrice = cloud == null ? null : prices.of(cloud);
        this.network = network;
    }

    /** How the model of a side is, all things considered; null when none is configured. */
    public @Nullable ModelState state(Side side) {
        ModelState state = providers.state(side);
        return state == null || !state.available() ? state : judge(side, state, choice(side, Work.NONE));
    }

    /** The address of a side's model that would be asked first; null when none is configured. */
    private Expectations.@Nullable Choice choice(Side side, Work work) {
        ModelName model = providers.model(side);
        Provider provider = model == null ? null : providers.get(model.provider());
        if (model == null || provider == null) {
            return null;
        }
        List<Expectations.Choice> choices = expectations.choices(provider, model, work);
        return choices.get(0);
    }

    private ModelState judge(Side side, ModelState state, Expectations.@Nullable Choice first) {
        if (side == Side.CLOUD && network.get().state() == NetworkFacts.State.DISCONNECTED) {
            return state.unavailable("the cloud endpoint does not answer: check the network");
        }
        return first != null && first.breakerOpen()
                ? state.unavailable("kept failing and is left alone for a while")
                : state;
    }

    /** The local model, as it would be for this request. */
    public LocalFacts local(RequestFacts request) {
        return local(Work.of(request));
    }

    public LocalFacts local(Work work) {
        Expectations.Choice choice = choice(Side.LOCAL, work);
        if (choice == null) {
            return LocalFacts.NONE;
        }
        ModelState state = judge(Side.LOCAL, choice.state(), choice);
        return new LocalFacts(
                name(Side.LOCAL),
                state.available(),
                state.contextTokens(),
                state.vision(),
                state.tools(),
                inFlight.count(Side.LOCAL),
                Math.round(choice.expected().waitMillis()),
                state.loaded(),
                state.thinking(),
                state.remote(),
                Math.round(choice.expected().answerMillis()),
                0,
                choice.speed().readTokensPerSecond(),
                choice.speed().writeTokensPerSecond());
    }

    /** The cloud model, as it would be for this request. */
    public CloudFacts cloud(RequestFacts request) {
        return cloud(Work.of(request));
    }

    public CloudFacts cloud(Work work) {
        Expectations.Choice choice = choice(Side.CLOUD, work);
        if (choice == null) {
            return CloudFacts.NONE;
        }
        ModelState state = judge(Side.CLOUD, choice.state(), choice);
        Price price = cloudPrice;
        return new CloudFacts(
                name(Side.CLOUD),
                state.available(),
                state.contextTokens(),
                state.vision(),
                state.tools(),
                inFlight.count(Side.CLOUD),
                Math.round(choice.expected().waitMillis()),
                price == null
                        ? -1
                        : price.usd(work.promptTokens(), choice.expected().outputTokens()),
                Math.round(choice.expected().answerMillis()),
                choice.speed().writeTokensPerSecond());
    }

    private String name(Side side) {
        ModelName model = providers.model(side);
        return model == null ? "" : model.toString();
    }
}

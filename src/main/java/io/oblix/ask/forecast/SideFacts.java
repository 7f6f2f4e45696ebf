package io.oblix.ask.forecast;

import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.Facts;
import io.oblix.facts.KeyFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.ModelDraft;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What policies and {@code /health} may know of the two models: what their provider reports, the breaker, the line, and
 * what was learned of their speed. Where there are several hosts, the one that would be asked first counts; it is chosen
 * here, once for each request, and asked later in the same order.
 */
public final class SideFacts {

    private final Providers providers;
    private final Expectations expectations;
    private final InFlightCalls inFlight;
    private final @Nullable Price cloudPrice;
    private final Supplier<NetworkFacts> network;
    private final ToDoubleFunction<String> confidence;

    public SideFacts(
            Providers providers,
            Expectations expectations,
            InFlightCalls inFlight,
            Prices prices,
            Supplier<NetworkFacts> network,
            ToDoubleFunction<String> confidence) {
        this.providers = providers;
        this.expectations = expectations;
        this.inFlight = inFlight;
        ModelName cloud = providers.cloudModel();
        this.cloudPrice = cloud == null ? null : prices.of(cloud);
        this.network = network;
        this.confidence = confidence;
    }

    /** Adds to a request and the machine what is known of the line and of both models. */
    public Facts facts(RequestFacts request, MachineFacts machine) {
        Work work = Work.of(request);
        NetworkFacts line = network.get();
        List<Expectations.Choice> here = choices(Side.LOCAL, work);
        List<Expectations.Choice> there = choices(Side.CLOUD, work);
        ModelDraft local = draft(Side.LOCAL, here, line, false);
        consider(request, here);
        ModelDraft cloud = draft(Side.CLOUD, there, line, false);
        if (!here.isEmpty() && !there.isEmpty() && showsItsSpeed(here.get(0))) {
            local.slowerByMillis = local.answerMillis - cloud.answerMillis;
        }
        List<Expectations.Choice> counting = here.isEmpty() ? there : here;
        RequestFacts counted =
                counting.isEmpty() ? request : request.counted(counting.get(0).promptTokens());
        return new Facts(
                counted,
                request,
                machine,
                line,
                local.local(),
                cloud.cloud(),
                KeyFacts.NONE,
                Map.of(),
                new Facts.Hosts(places(here), places(there)));
    }

    /** Until it is decided, a request counts with the local host that it would go to. */
    private void consider(RequestFacts request, List<Expectations.Choice> here) {
        Expectations.Choice first = here.isEmpty() || PolicyName.in(request.model()) == null ? null : here.get(0);
        Provider provider =
                first == null ? null : providers.get(first.place().model().provider());
        if (first != null && provider != null && !first.state().remote()) {
            inFlight.considered(new Target(provider, first.place()), first.answerMillis() - first.queueMillis());
        }
    }

    /** A model that has not answered yet must get a request to show how fast it is; further ones need not wait for it. */
    private static boolean showsItsSpeed(Expectations.Choice local) {
        return local.isMeasured() || local.queueMillis() > 0;
    }

    /** The local model as it would be for such work, without regard to the cloud's; its speeds as measured. */
    public LocalFacts local(Work work) {
        return draft(Side.LOCAL, choices(Side.LOCAL, work), network.get(), true).local();
    }

    /** The cloud model as it would be for such work; its speed as measured. */
    public CloudFacts cloud(Work work) {
        return draft(Side.CLOUD, choices(Side.CLOUD, work), network.get(), true).cloud();
    }

    /** How the model of a side is, all things considered; null when none is configured. */
    public @Nullable ModelState state(Side side) {
        ModelState state = providers.state(side);
        List<Expectations.Choice> choices = choices(side, Work.NONE);
        return state == null || !state.available() || choices.isEmpty()
                ? state
                : judge(side, state, choices.get(0), network.get());
    }

    /** The places of a side's model, the one to ask first at the front; empty when none is configured. */
    private List<Expectations.Choice> choices(Side side, Work work) {
        ModelName model = providers.model(side);
        Provider provider = model == null ? null : providers.get(model.provider());
        return model == null || provider == null ? List.of() : expectations.choices(provider, model, work);
    }

    private static List<Place> places(List<Expectations.Choice> choices) {
        return choices.size() == 1
                ? List.of(choices.get(0).place())
                : choices.stream().map(Expectations.Choice::place).toList();
    }

    private ModelState judge(Side side, ModelState state, Expectations.Choice first, NetworkFacts line) {
        if (side == Side.CLOUD && line.state() == NetworkFacts.State.DISCONNECTED) {
            return state.unavailable("the cloud endpoint does not answer: check the network");
        }
        String open = first.isCircuitOpen() ? expectations.whyOpen(first.place()) : null;
        return open == null ? state : state.unavailable(open);
    }

    /** @param measured whether speeds are shown only as far as they were measured */
    private ModelDraft draft(Side side, List<Expectations.Choice> choices, NetworkFacts line, boolean measured) {
        ModelDraft draft = new ModelDraft();
        if (choices.isEmpty()) {
            return draft;
        }
        Expectations.Choice first = choices.get(0);
        ModelState state = judge(side, first.state(), first, line);
        draft.model = first.place().model().toString();
        draft.recentConfidence = side == Side.LOCAL ? confidence.applyAsDouble(draft.model) : -1;
        draft.available = state.available();
        draft.contextTokens = state.contextTokens();
        draft.vision = state.vision();
        draft.tools = state.tools();
        draft.thinking = state.thinking();
        draft.parameterBillions = state.parameterBillions();
        draft.loaded = state.loaded();
        draft.remote = state.remote();
        draft.inFlight = inFlight.count(side);
        draft.waitMillis = Math.round(first.waitMillis());
        draft.answerMillis = Math.round(first.answerMillis());
        Speed speed = measured ? first.learned() : first.speed();
        draft.readTokensPerSecond = speed.readTokensPerSecond();
        draft.writeTokensPerSecond = speed.writeTokensPerSecond();
        Price price = side == Side.CLOUD ? cloudPrice : null;
        if (price != null) {
            draft.costUsd = price.usd(first.promptTokens(), first.outputTokens());
        }
        return draft;
    }
}

package io.oblix;

import io.oblix.ask.Asking;
import io.oblix.ask.Hedging;
import io.oblix.ask.Judging;
import io.oblix.ask.Spending;
import io.oblix.ask.Stack;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Tariff;
import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.forecast.LearnedAbilities;
import io.oblix.ask.forecast.Speeds;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.ask.judge.Judges;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.provider.Provider;
import io.oblix.provider.ProviderTypes;
import io.oblix.provider.Providers;
import io.oblix.server.HttpListener;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.Prices;
import io.oblix.settings.StartFailure;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The providers, and what it takes to ask them: the client upstream, and what calls have in common and teach. */
final class AskWiring implements AutoCloseable {

    private final OblixSettings settings;

    final Providers providers;
    final Prices prices;
    final UpstreamClient upstream;
    final ProbeClient probe;
    final Breakers breakers;
    final InFlightCalls inFlight = new InFlightCalls();
    final Speeds speeds = new Speeds();
    final LearnedAbilities abilities = new LearnedAbilities();
    final Expectations expectations;
    final WarmUps warmUps;
    final Judges judges = new Judges();
    private final Hedging hedging;

    /** @param http whose event loops carry the calls */
    AskWiring(OblixSettings settings, HttpListener http) throws StartFailure {
        ProviderTypes types = ProviderTypes.load();
        this.settings = settings;
        this.providers = types.providers(settings);
        this.prices = new Prices(types.prices(settings));
        this.upstream = new UpstreamClient(http.vertx());
        this.probe = new ProbeClient(upstream);
        this.breakers = new Breakers(settings.breaker(), settings.timeouts());
        this.expectations = new Expectations(inFlight, speeds, breakers, abilities);
        this.warmUps = new WarmUps(providers, upstream, probe, speeds);
        this.hedging = new Hedging(settings.hedging().share());
    }

    /**
     * Gives the context to the providers that are Camel endpoints.
     *
     * @throws StartFailure when Camel has no component for one
     */
    void join(CamelContext context) throws StartFailure {
        for (Provider provider : providers.byName().values()) {
            try {
                CamelContextAware.trySetCamelContext(provider, context);
            } catch (RuntimeException unknown) {
                throw StartFailure.settings("oblix.provider." + provider.name()
                        + ".uri: Camel cannot make an endpoint of it; is its component in lib/?");
            }
        }
    }

    Asking asking(Spending spending, AttemptListener calls) {
        Stack stack = new Stack(
                upstream,
                breakers,
                settings.timeouts(),
                settings.retry(),
                inFlight,
                hedging,
                calls,
                new Tariff(prices, providers.cloudModel()),
                spending);
        return new Asking(
                providers, expectations, stack, new Judging(judges, settings.cascade(), calls), settings.rescue());
    }

    @Override
    public void close() {
        warmUps.close();
        hedging.close();
        upstream.close();
    }
}

package io.oblix;

import io.oblix.ask.ModelNames;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.chat.Side;
import io.oblix.facts.FactSources;
import io.oblix.facts.FactsRoutes;
import io.oblix.facts.KeyFacts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.machine.MachineProbe;
import io.oblix.facts.machine.ModelServer;
import io.oblix.facts.network.CloudCheck;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.key.Key;
import io.oblix.provider.ModelState;
import io.oblix.settings.OblixSettings;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What is known before a decision: the machine, the line to the cloud, and the two models. */
final class FactsWiring {

    private final OblixSettings settings;
    private final AskWiring ask;

    final MachineMonitor machine;
    final NetworkMonitor network;
    final SideFacts sides;

    FactsWiring(OblixSettings settings, AskWiring ask) {
        this.settings = settings;
        this.ask = ask;
        this.machine = new MachineMonitor(settings.machine(), this::localModelOnGpu);
        this.network = new NetworkMonitor(settings.network());
        this.sides = new SideFacts(
                ask.providers,
                ask.expectations,
                ask.inFlight,
                ask.prices,
                network::facts,
                ask.judges::recentConfidence);
    }

    /**
     * Adds the routes that measure, and the one that gathers the facts of a request.
     *
     * @param own facts of the operator's beans
     * @param keys says what a caller has spent, and what is left to spend
     */
    void addRoutes(
            CamelContext context,
            ModelNames names,
            RequestFactsReader requests,
            FactSources own,
            Function<Key, KeyFacts> keys)
            throws Exception {
        context.addRoutes(new FactsRoutes(
                names::resolve,
                requests,
                () -> new MachineProbe(modelServer(), this::localModelOnGpu),
                settings.machine(),
                machine,
                network,
                (request, machineFacts) -> sides.facts(request, machineFacts).with(own.facts(request)),
                keys,
                ask.providers.cloudCheckUrl(),
                this::cloudHead));
    }

    private CloudCheck.Answer cloudHead(String url) throws IOException {
        ProbeClient.Answer answer = ask.probe.head(url);
        return new CloudCheck.Answer(answer.status(), answer.contentType());
    }

    private ModelServer modelServer() {
        return new ModelServer(ask.providers.baseUrls(Side.LOCAL), since -> {
            ModelState state = localState();
            return state != null && !state.remote() && ask.inFlight.ranSince(Side.LOCAL, since);
        });
    }

    private boolean localModelOnGpu() {
        ModelState state = localState();
        return state != null && state.onGpu();
    }

    private @Nullable ModelState localState() {
        return ask.providers.state(Side.LOCAL);
    }

    /** Whether first looks at the machine, the line and the models are in. */
    boolean isReady() {
        boolean lineIsKnown = ask.providers.cloudCheckUrl() == null || network.isReady();
        return ask.providers.areProbed() && machine.isReady() && lineIsKnown;
    }
}

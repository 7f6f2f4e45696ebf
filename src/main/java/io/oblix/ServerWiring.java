package io.oblix;

import io.oblix.ask.AskRoutes;
import io.oblix.ask.Asking;
import io.oblix.ask.ModelNames;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.chat.RequestListener;
import io.oblix.dashboard.Dashboard;
import io.oblix.extension.Beans;
import io.oblix.extension.Extensions;
import io.oblix.facts.FactSources;
import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.key.file.KeyFileRoutes;
import io.oblix.key.file.KeysWatch;
import io.oblix.key.file.KnownNames;
import io.oblix.log.RequestAudit;
import io.oblix.log.RequestLog;
import io.oblix.policy.Decisions;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.provider.LookRoutes;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRoutes;
import io.oblix.server.TlsRoutes;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import io.oblix.telemetry.Metrics;
import io.oblix.telemetry.trace.DecisionFacts;
import io.oblix.telemetry.trace.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server, and who hears of whom: what a later room knows reaches an earlier one from here and from the
 * {@code ...Wiring} of each part, as a supplier or a listener.
 */
final class ServerWiring {

    private final OblixSettings settings;
    private final AttemptListener watcher;

    final Keys keys;
    final @Nullable Tracing tracing;
    final HttpListener http;
    final AskWiring ask;
    final FactsWiring facts;
    final BudgetWiring budget;

    /** @param watcher is notified of each call upstream */
    ServerWiring(OblixSettings settings, AttemptListener watcher) throws StartFailure {
        this.settings = settings;
        this.watcher = watcher;
        this.keys = new Keys(settings.keys().adminKey());
        this.tracing = Tracing.start(System.getenv(), settings.telemetry(), OblixApplication.version());
        this.http = new HttpListener(settings.server(), keys, tracing);
        this.ask = new AskWiring(settings, http);
        this.http
                .misplaced()
                .secrets(name -> ask.providers.isSecretIn(name)
                        || KeyText.isIn(name, settings.keys().adminKey()));
        this.facts = new FactsWiring(settings, ask);
        this.budget = new BudgetWiring(settings, ask);
    }

    /** What is begun once all routes run, and ended before they stop. */
    record Wired(PolicyFolder policies, KeysWatch keys, Dashboard dashboard, Rehearsal rehearsal) {}

    /**
     * Adds all routes; none of them runs before the context starts.
     *
     * @param isRehearsing whether the server is not ready yet for that reason
     */
    Wired wire(CamelContext context, Extensions extensions, BooleanSupplier isRehearsing) throws Exception {
        Metrics metrics = new TelemetryWiring(settings, tracing, ask, facts, budget).metrics;
        Beans beans = new Beans(context, metrics);
        FactSources own = beans.factSources();
        PolicyWiring policy = new PolicyWiring(settings, context, extensions, own, ask, budget);
        KeysWatch keysFile =
                new KeysWatch(settings.keys().file(), new KnownNames(policy::knows, ask.providers::ownName), now -> {
                    keys.use(now);
                    budget.budgets.use(now);
                });
        policy.audit(keys);
        metrics.watch(policy.policies);

        Dashboard dashboard = DashboardWiring.of(ask, facts, budget, policy, keys);
        Asking asking = ask.asking(budget.spending, calls(metrics, policy, beans, dashboard.listeners()));
        ModelNames names = new ModelNames(ask.providers, settings.aliases(), settings.embeddingModel());
        DialectWiring dialects = new DialectWiring(settings, http, ask, names);
        List<RequestListener> listeners = requests(metrics, policy.decisions);
        List<RequestListener> ofOperators = extensions.addRoutes(metrics, beans, budget::facts, keys::named);
        listeners.addAll(ofOperators);
        dialects.addRoutes(context, listeners);
        facts.addRoutes(context, names, policy.requests, own, budget::facts);
        if (tracing != null) {
            tracing.explainBy(new DecisionFacts(policy.policies));
        }
        policy.addRoutes(context, tracing);
        context.addRoutes(new KeyFileRoutes(keysFile, settings.policies().lookEvery()));
        if (settings.server().tls().isOn()) {
            context.addRoutes(new TlsRoutes(http.tls(), settings.policies().lookEvery()));
        }
        // Operators' own code may wait for something, which is no work for an event loop.
        boolean isListenedTo = !ofOperators.isEmpty()
                || !beans.listeners(AttemptListener.class).isEmpty();
        context.addRoutes(new AskRoutes(
                asking, ask.warmUps, () -> !isListenedTo && http.admission().isQuiet()));
        context.addRoutes(new LookRoutes(ask.providers, ask.probe));
        new StatusWiring(
                        settings,
                        http,
                        ask,
                        facts,
                        budget,
                        policy,
                        keysFile,
                        metrics,
                        isRehearsing,
                        () -> budget.isUnread(keys))
                .addRoutes(context, asking, names, dialects.explained());
        for (HttpRoutes routes : dashboard.serve(http)) {
            context.addRoutes(routes);
        }
        new CamelHealth(ask, facts, budget, policy, keysFile).register(context);
        return new Wired(policy.files, keysFile, dashboard, new Rehearsal(settings, http, policy, context));
    }

    /** What receives the record of each request. */
    private List<RequestListener> requests(Metrics metrics, Decisions decisions) {
        List<RequestListener> listeners = new ArrayList<>(List.<RequestListener>of(
                new RequestLog(), new RequestAudit(), metrics::count, budget.ledger, decisions::ended));
        if (tracing != null) {
            listeners.add(tracing);
        }
        return listeners;
    }

    /** What receives the events of each call upstream. */
    private AttemptListener calls(
            Metrics metrics, PolicyWiring policy, Beans beans, List<AttemptListener> ofTheDashboard) {
        List<AttemptListener> watchers = new ArrayList<>(beans.listeners(AttemptListener.class));
        watchers.add(watcher);
        watchers.addAll(ofTheDashboard);
        return CallListeners.of(watchers, tracing, metrics, ask, facts, budget, policy);
    }
}

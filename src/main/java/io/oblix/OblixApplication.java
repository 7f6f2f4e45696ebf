package io.oblix;

import io.oblix.ask.AskRoutes;
import io.oblix.ask.Asking;
import io.oblix.ask.ModelNames;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.chat.ModelName;
import io.oblix.chat.RequestListener;
import io.oblix.chat.Side;
import io.oblix.dashboard.Dashboard;
import io.oblix.extension.Beans;
import io.oblix.extension.Extensions;
import io.oblix.facts.FactSources;
import io.oblix.key.Keys;
import io.oblix.key.file.KeyFileRoutes;
import io.oblix.key.file.KeysWatch;
import io.oblix.key.file.KnownNames;
import io.oblix.log.RequestAudit;
import io.oblix.log.RequestLog;
import io.oblix.policy.Decisions;
import io.oblix.policy.PolicyValues;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/**
 * The server: settings in, rooms wired, Camel started. What a later room knows reaches an earlier one from here and from
 * the {@code ...Wiring} of each part, as a supplier or a listener.
 */
public final class OblixApplication implements AutoCloseable {

    /** For the spans of the last requests, where these took all of the grace. */
    private static final Duration LEAST_FOR_SPANS = Duration.ofMillis(500);

    /** Opening the ledger takes most of a second of processor time, which those who waited for the start need more. */
    private static final Duration FOR_THE_FIRST_REQUESTS = Duration.ofSeconds(3);

    private final OblixSettings settings;
    private final AttemptListener watcher;
    private final Keys keys;
    private final @Nullable Tracing tracing;
    private final HttpListener http;
    private final Main main = new Main();
    private final AskWiring ask;
    private final FactsWiring facts;
    private final BudgetWiring budget;
    private @Nullable Dashboard dashboard;
    private @Nullable Rehearsal rehearsal;
    private volatile boolean isRehearsing;
    private int port;

    private OblixApplication(OblixSettings settings, AttemptListener watcher, boolean rehearses) throws StartFailure {
        this.settings = settings;
        this.isRehearsing = rehearses;
        this.watcher = watcher;
        this.keys = new Keys(settings.keys().adminKey());
        this.tracing = Tracing.start(System.getenv(), settings.telemetry(), version());
        this.http = new HttpListener(settings.server(), keys, tracing);
        this.ask = new AskWiring(settings, http);
        this.facts = new FactsWiring(settings, ask);
        this.budget = new BudgetWiring(settings, ask);
    }

    /**
     * Starts a server that listens when this returns.
     *
     * @throws StartFailure when nothing is configured, or the port is taken
     */
    public static OblixApplication start(OblixSettings settings) throws StartFailure {
        return start(settings, attempt -> {});
    }

    /** @param watcher is notified of each call upstream */
    public static OblixApplication start(OblixSettings settings, AttemptListener watcher) throws StartFailure {
        return start(settings, watcher, false);
    }

    /**
     * The same for a server that is ready only after a {@link Rehearsal}, and that opens its ledger only then where no request
     * waits for it.
     */
    public static OblixApplication startAndRehearse(OblixSettings settings, AttemptListener watcher)
            throws StartFailure {
        OblixApplication application = start(settings, watcher, true);
        Objects.requireNonNull(application.rehearsal)
                .begin(application.port, application.keys.areAsked(), application::rehearsed);
        return application;
    }

    private static OblixApplication start(OblixSettings settings, AttemptListener watcher, boolean rehearses)
            throws StartFailure {
        if (settings.localModel() == null && settings.cloudModel() == null) {
            throw StartFailure.settings(
                    "No model is configured. Give --local-model ollama:llama3.2:1b, or --cloud-model"
                            + " openai:gpt-4o-mini, or both; or try: java -jar oblix-camel.jar demo");
        }
        OblixApplication application = new OblixApplication(settings, watcher, rehearses);
        try {
            application.open();
            return application;
        } catch (StartFailure failure) {
            application.close();
            throw failure;
        } catch (Exception failure) {
            application.close();
            throw new IllegalStateException("the server cannot start", failure);
        }
    }

    /** Samples of the facts that the operator's beans would give, by header; no route is started. */
    public static Map<String, Record> factSamples(OblixSettings settings) throws StartFailure {
        Main main = new Main();
        try {
            CamelSettings.init(main, settings.camelProperties(), false);
            CamelContext context = main.getCamelContext();
            context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
            Extensions.load(context, settings.extensions());
            return new FactSources(Beans.factSources(context), (bean, unused) -> {}).samples();
        } finally {
            main.stop();
        }
    }

    private void open() throws Exception {
        CamelSettings.init(
                main, settings.camelProperties(), settings.extensions().camelCli());
        CamelContext context = main.getCamelContext();
        context.setInflightRepository(new AwaitedAtShutdown(context));
        context.getPropertiesComponent().addPropertiesSource(new PolicyValues(settings.policies()));
        http.serve(context);
        context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        ask.join(context);
        Extensions extensions = Extensions.load(context, settings.extensions());
        Files files = wire(context, extensions);
        extensions.check();
        try {
            main.start();
        } catch (Exception failure) {
            throw extensions.explain(failure);
        }
        extensions.checkStarted();
        files.policies().load();
        files.keys().load();
        port = http.open();
        if (!isRehearsing || keys.areAsked() || budget.isAwaited()) {
            budget.start(Duration.ZERO);
        }
    }

    private synchronized void rehearsed() {
        if (isRehearsing) {
            isRehearsing = false;
            budget.start(FOR_THE_FIRST_REQUESTS);
        }
    }

    /** What is read once everything runs, before the first request. */
    private record Files(PolicyFolder policies, KeysWatch keys) {}

    private Files wire(CamelContext context, Extensions extensions) throws Exception {
        Metrics metrics = new TelemetryWiring(settings, tracing, ask, facts, budget).metrics;
        Beans beans = new Beans(context, metrics);
        FactSources own = beans.factSources();
        PolicyWiring policy = new PolicyWiring(settings, context, extensions, own, ask, budget);
        KeysWatch keysFile =
                new KeysWatch(settings.keys().file(), new KnownNames(policy::knows, ask.providers::ownName), keys);
        policy.audit(keys);
        rehearsal = new Rehearsal(settings, http, policy, context);
        metrics.watch(policy.policies);

        Dashboard page = DashboardWiring.of(ask, facts, budget, policy, keys);
        dashboard = page;
        Asking asking = ask.asking(budget.spending, calls(metrics, policy, beans, page.listeners()));
        ModelNames names = new ModelNames(ask.providers, settings.aliases(), settings.embeddingModel());
        DialectWiring dialects = new DialectWiring(settings, http, ask, names);
        List<RequestListener> listeners = requests(metrics, policy.decisions);
        listeners.addAll(extensions.addRoutes(metrics, beans, budget::facts, keys::named));
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
        context.addRoutes(new AskRoutes(asking, ask.warmUps));
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
                        () -> isRehearsing,
                        () -> budget.isUnread(keys))
                .addRoutes(context, asking, names, dialects.explained());
        for (HttpRoutes routes : page.serve(http)) {
            context.addRoutes(routes);
        }
        new CamelHealth(ask, facts, budget, policy, keysFile).register(context);
        return new Files(policy.files, keysFile);
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

    /** The port that the server listens on. */
    public int port() {
        return port;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    public OblixSettings settings() {
        return settings;
    }

    /** The model that a side stands for; null when none is configured. */
    public @Nullable ModelName model(Side side) {
        return ask.providers.model(side);
    }

    /** Whether requests need a key. */
    public boolean asksForKeys() {
        return keys.areAsked();
    }

    /** Whether anyone looks at the dashboard now. */
    public boolean isWatched() {
        return dashboard != null && dashboard.isWatched();
    }

    /** The two models and how they are. */
    public SideFacts sides() {
        return facts.sides;
    }

    /** Whether the first look at the configured models is in. */
    public boolean isProbed() {
        return ask.providers.areProbed();
    }

    /** Whether each provider has been asked for its models once. */
    public boolean knowsAllModels() {
        return ask.providers.areAllProbed();
    }

    /** Whether first looks at the machine, the line and the models are in. */
    public boolean isReady() {
        return facts.isReady();
    }

    public static String version() {
        String version = OblixApplication.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Refuses new requests, lets those in flight finish within the grace, and stops. */
    @Override
    public void close() {
        long sinceNanos = System.nanoTime();
        if (dashboard != null) {
            dashboard.close();
        }
        http.admission().drain();
        if (rehearsal != null) {
            rehearsal.stop();
        }
        if (port != 0) {
            // What has ended so far is written, also where the ledger was still to be opened.
            rehearsed();
        }
        main.stop();
        ask.close();
        http.close();
        budget.close();
        if (tracing != null) {
            Duration left = settings.server().shutdownGrace().minusNanos(System.nanoTime() - sinceNanos);
            tracing.close(left.compareTo(LEAST_FOR_SPANS) > 0 ? left : LEAST_FOR_SPANS);
        }
    }
}

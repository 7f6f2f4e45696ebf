package io.oblix;

import io.oblix.ask.AskRoutes;
import io.oblix.ask.Asking;
import io.oblix.ask.Hedging;
import io.oblix.ask.Judging;
import io.oblix.ask.KeptAnswers;
import io.oblix.ask.ModelNames;
import io.oblix.ask.Spending;
import io.oblix.ask.Stack;
import io.oblix.ask.TokenCounts;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Tariff;
import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.forecast.LearnedAbilities;
import io.oblix.ask.forecast.LineWatch;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.ask.forecast.Speeds;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.ask.judge.Judges;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.budget.BudgetWarnings;
import io.oblix.budget.Budgets;
import io.oblix.chat.ModelName;
import io.oblix.chat.RequestListener;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRoutes;
import io.oblix.dialect.completions.CompletionsRoutes;
import io.oblix.dialect.embeddings.EmbeddingsRoutes;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.dialect.messages.MessagesRoutes;
import io.oblix.dialect.ollama.EmbedRoutes;
import io.oblix.dialect.ollama.OllamaForm;
import io.oblix.dialect.ollama.OllamaRoutes;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.dialect.responses.ResponsesRoutes;
import io.oblix.dialect.responses.StoredResponsesRoutes;
import io.oblix.extension.Beans;
import io.oblix.extension.Extensions;
import io.oblix.facts.FactSources;
import io.oblix.facts.FactsRoutes;
import io.oblix.facts.KeyFacts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.machine.MachineProbe;
import io.oblix.facts.machine.ModelServer;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.key.AuditLog;
import io.oblix.key.Key;
import io.oblix.key.Keys;
import io.oblix.key.file.KeyFileRoutes;
import io.oblix.key.file.KeysWatch;
import io.oblix.key.file.KnownNames;
import io.oblix.ledger.FeedbackRoutes;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.UsageRoutes;
import io.oblix.ledger.lease.EarlierSpending;
import io.oblix.ledger.lease.Leases;
import io.oblix.policy.Conversations;
import io.oblix.policy.Decider;
import io.oblix.policy.Decisions;
import io.oblix.policy.PolicyRoutes;
import io.oblix.policy.PolicyValues;
import io.oblix.policy.Thresholds;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFileRoutes;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.provider.LookRoutes;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.ProviderTypes;
import io.oblix.provider.Providers;
import io.oblix.server.HttpListener;
import io.oblix.server.RequestAudit;
import io.oblix.server.RequestLog;
import io.oblix.server.TlsRoutes;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.Prices;
import io.oblix.settings.StartFailure;
import io.oblix.status.BudgetJson;
import io.oblix.status.ExplainRoutes;
import io.oblix.status.HealthRoutes;
import io.oblix.status.ModelsRoutes;
import io.oblix.status.OllamaModelsRoutes;
import io.oblix.telemetry.Metrics;
import io.oblix.telemetry.MetricsRoutes;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/**
 * The server: settings in, rooms wired, Camel started. What a later room knows reaches an earlier one from here, as a
 * supplier or a listener.
 */
public final class OblixApplication implements AutoCloseable {

    private final OblixSettings settings;
    private final AttemptListener watcher;
    private final Keys keys;
    private final HttpListener http;
    private final Main main = new Main();
    private final UpstreamClient upstream;
    private final MachineMonitor machine;
    private final NetworkMonitor network;
    private final Providers providers;
    private final Breakers breakers;
    private final InFlightCalls inFlight;
    private final Hedging hedging;
    private final Speeds speeds;
    private final LearnedAbilities abilities;
    private final Expectations expectations;
    private final Prices prices;
    private final BudgetWarnings budgetWarnings = new BudgetWarnings();
    private final @Nullable Leases leases;
    private final Budgets budgets;
    private final Spending spending;
    private final ProbeClient probe;
    private final WarmUps warmUps;
    private final Judges judges;
    private final SideFacts sides;
    private final Ledger ledger;
    private @Nullable EarlierSpending earlierSpending;
    private int port;

    private OblixApplication(OblixSettings settings, AttemptListener watcher) throws StartFailure {
        ProviderTypes types = ProviderTypes.load();
        this.settings = settings;
        this.watcher = watcher;
        this.providers = types.providers(settings);
        this.prices = new Prices(types.prices(settings));
        this.keys = new Keys(settings.keys().adminKey());
        this.http = new HttpListener(settings.server(), keys);
        this.upstream = new UpstreamClient(http.vertx());
        this.machine = new MachineMonitor(settings.machine(), this::localModelOnGpu);
        this.network = new NetworkMonitor(settings.network());
        this.breakers = new Breakers(settings.breaker(), settings.timeouts());
        this.inFlight = new InFlightCalls();
        this.hedging = new Hedging(settings.hedging().share());
        this.speeds = new Speeds();
        this.abilities = new LearnedAbilities();
        this.expectations = new Expectations(inFlight, speeds, breakers, abilities);
        this.probe = new ProbeClient(upstream);
        this.warmUps = new WarmUps(providers, upstream, probe, speeds);
        this.ledger = Ledger.of(settings.ledger(), List.of("budget"), InstantSource.system());
        this.leases = ledger.isShared() ? new Leases(Objects.requireNonNull(ledger.database())) : null;
        this.budgets = new Budgets(
                settings.budget(),
                InstantSource.system(),
                System::nanoTime,
                settings.retry().total().toNanos(),
                leases,
                budgetWarnings);
        this.spending = new Spending(budgets, prices, providers);
        this.judges = new Judges();
        this.sides = new SideFacts(providers, expectations, inFlight, prices, network::facts, judges::recentConfidence);
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
        if (settings.localModel() == null && settings.cloudModel() == null) {
            throw StartFailure.settings(
                    "No model is configured. Give --local-model ollama:llama3.2:1b, or --cloud-model"
                            + " openai:gpt-4o-mini, or both; or try: java -jar oblix-camel.jar demo");
        }
        OblixApplication application = new OblixApplication(settings, watcher);
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
            CamelSettings.init(main, settings.camelProperties());
            CamelContext context = main.getCamelContext();
            context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
            Extensions.load(context, settings.extensions());
            return new FactSources(Beans.factSources(context), (bean, unused) -> {}).samples();
        } finally {
            main.stop();
        }
    }

    private void open() throws Exception {
        CamelSettings.init(main, settings.camelProperties());
        CamelContext context = main.getCamelContext();
        context.setInflightRepository(new AwaitedAtShutdown(context));
        context.getPropertiesComponent().addPropertiesSource(new PolicyValues(settings.policies()));
        http.serve(context);
        context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        for (Provider provider : providers.byName().values()) {
            try {
                CamelContextAware.trySetCamelContext(provider, context);
            } catch (RuntimeException unknown) {
                throw StartFailure.settings("oblix.provider." + provider.name()
                        + ".uri: Camel cannot make an endpoint of it; is its component in lib/?");
            }
        }
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
        // Opening it takes a second, which no start waits for.
        ledger.start();
        if (leases != null) {
            leases.start(budgets);
        }
        earlierSpending = EarlierSpending.read(ledger, budgets);
    }

    /** What is read once everything runs, before the first request. */
    private record Files(PolicyFolder policies, KeysWatch keys) {}

    private Files wire(CamelContext context, Extensions extensions) throws Exception {
        Metrics metrics = new Metrics(breakers.registry(), inFlight);
        Thresholds thresholds = new Thresholds(settings.machine(), settings.network());
        Beans beans = new Beans(context, metrics);
        FactSources own = beans.factSources();
        Policies policies = new Policies(context, thresholds, own.samples());
        boolean anyFacts = extensions.seeFacts() || !own.samples().isEmpty();
        RequestFactsReader requests =
                new RequestFactsReader(Complexity.load(), model -> anyFacts || Decider.readsTexts(model, policies));
        PolicyFolder policyFiles = new PolicyFolder(settings.policies().directory(), policies);
        KeysWatch keysFile = new KeysWatch(settings.keys().file(), knownNames(policies), keys);
        Conversations conversations = new Conversations();
        Decider decider = new Decider(policies, conversations, spending, expectations::decided);
        Decisions decisions = new Decisions(ledger::decided);
        metrics.watch(policies);
        policies.onChange((name, change) -> {
            if (keys.areAsked()) {
                AuditLog.write(
                        AuditLog.line("policy", "file").put("policy", name).put("change", change));
            }
        });
        metrics.watchLedger(ledger::waiting, ledger::lost);
        metrics.watch(budgets, budgetWarnings);
        AttemptListener calls = listener(metrics, conversations, decisions, beans);
        Asking asking = new Asking(
                providers,
                expectations,
                new Stack(
                        upstream,
                        breakers,
                        settings.timeouts(),
                        settings.retry(),
                        inFlight,
                        hedging,
                        calls,
                        new Tariff(prices, providers.cloudModel()),
                        spending),
                new Judging(judges, settings.cascade(), calls),
                settings.rescue());

        List<RequestListener> listeners = new ArrayList<>();
        listeners.add(new RequestLog());
        listeners.add(new RequestAudit());
        listeners.add(metrics::count);
        listeners.add(ledger);
        listeners.add(decisions::ended);
        listeners.addAll(extensions.addRoutes(metrics, beans));
        context.addRoutes(new ChatRoutes(http, settings.server(), listeners));
        ModelNames names = new ModelNames(providers, settings.aliases(), settings.embeddingModel());
        TokenCounts tokens = new TokenCounts(names, upstream, settings.timeouts());
        context.addRoutes(new CompletionsRoutes(http, settings.server(), listeners));
        context.addRoutes(new EmbeddingsRoutes(http, settings.server(), listeners));
        context.addRoutes(new MessagesRoutes(http, settings.server(), listeners, tokens::of));
        context.addRoutes(new EmbedRoutes(false, http, listeners));
        context.addRoutes(new EmbedRoutes(true, http, listeners));
        for (OllamaForm form : OllamaForm.values()) {
            boolean ids = settings.server().ollamaApi().callIds();
            context.addRoutes(new OllamaRoutes(form, ids, http, listeners, names::isForOllama));
        }
        ResponsesDialect responses = new ResponsesDialect(settings.server());
        context.addRoutes(new ResponsesRoutes(http, responses, listeners));
        context.addRoutes(new ResponsesRoutes(http, responses.compacting(), listeners));
        KeptAnswers kept = new KeptAnswers(providers, upstream, settings.timeouts());
        context.addRoutes(new StoredResponsesRoutes(http, responses, tokens::of, kept::delete));
        context.addRoutes(new FactsRoutes(
                names::resolve,
                requests,
                new MachineProbe(modelServer(), this::localModelOnGpu),
                settings.machine(),
                machine,
                network,
                (request, machineFacts) -> sides.facts(request, machineFacts).with(own.facts(request)),
                this::keyFacts,
                providers.cloudCheckUrl()));
        context.addRoutes(new PolicyRoutes(decider, decisions, requests));
        context.addRoutes(new PolicyFileRoutes(policyFiles, settings.policies().lookEvery()));
        context.addRoutes(new KeyFileRoutes(keysFile, settings.policies().lookEvery()));
        if (settings.server().tls().isOn()) {
            context.addRoutes(new TlsRoutes(http.tls(), settings.policies().lookEvery()));
        }
        context.addRoutes(new ExplainRoutes(
                policies,
                thresholds,
                decider,
                decisions,
                asking::candidates,
                List.of(new MessagesDialect(settings.server().answers()), responses)));
        context.addRoutes(new AskRoutes(asking, warmUps));
        context.addRoutes(new LookRoutes(providers, probe));
        context.addRoutes(new ModelsRoutes(names, policies));
        context.addRoutes(
                new OllamaModelsRoutes(http, names, policies, settings.server().ollamaApi()));
        context.addRoutes(new HealthRoutes(
                version(),
                machine,
                network,
                providers,
                sides,
                breakers,
                policies,
                ledger,
                keysFile::state,
                () -> BudgetJson.of(budgets, spending),
                () -> http.tls().state(),
                http::isDraining));
        context.addRoutes(new MetricsRoutes(metrics));
        context.addRoutes(new UsageRoutes(ledger));
        context.addRoutes(new FeedbackRoutes(decisions, ledger));
        return new Files(policyFiles, keysFile);
    }

    /** A policy that is rejected at the moment is a policy all the same. */
    private KnownNames knownNames(Policies policies) {
        return new KnownNames(
                name -> policies.names().contains(name) || policies.rejections().containsKey(name), name -> {
                    ModelName model = providers.canonical(name + ":x");
                    return model != null && providers.get(model.provider()) != null ? model.provider() : null;
                });
    }

    private AttemptListener listener(Metrics metrics, Conversations conversations, Decisions decisions, Beans beans) {
        List<AttemptListener> watchers = new ArrayList<>(beans.listeners(AttemptListener.class));
        watchers.add(watcher);
        ModelName cloud = providers.cloudModel();
        LineWatch line = new LineWatch(network, cloud == null ? "" : cloud.provider());
        return new CallListeners(watchers, metrics, ledger, conversations, decisions, warmUps, line, speeds, abilities);
    }

    private ModelServer modelServer() {
        return new ModelServer(providers.baseUrls(Side.LOCAL), since -> {
            ModelState state = providers.state(Side.LOCAL);
            return state != null && !state.remote() && inFlight.ranSince(Side.LOCAL, since);
        });
    }

    private KeyFacts keyFacts(Key key) {
        return key.name().isEmpty() && !budgets.isLimited(key.budget())
                ? KeyFacts.NONE
                : KeyFacts.of(key, budgets.left(key.name(), key.budget()));
    }

    private boolean localModelOnGpu() {
        ModelState state = providers.state(Side.LOCAL);
        return state != null && state.onGpu();
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
        return providers.model(side);
    }

    /** The two models and how they are. */
    public SideFacts sides() {
        return sides;
    }

    /** Whether the first look at the configured models is in. */
    public boolean isProbed() {
        return providers.areProbed();
    }

    /** Whether each provider has been asked for its models once. */
    public boolean knowsAllModels() {
        return providers.areAllProbed();
    }

    /** Whether first looks at the machine, the line and the models are in. */
    public boolean isReady() {
        boolean lineIsKnown = providers.cloudCheckUrl() == null || network.isReady();
        return isProbed() && machine.isReady() && lineIsKnown;
    }

    public static String version() {
        String version = OblixApplication.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Refuses new requests, lets those in flight finish within the grace, and stops. */
    @Override
    public void close() {
        http.drain();
        main.stop();
        warmUps.close();
        hedging.close();
        upstream.close();
        http.close();
        if (earlierSpending != null) {
            earlierSpending.stop();
        }
        if (leases != null) {
            leases.close();
        }
        ledger.close();
    }
}

package io.oblix;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.extension.Beans;
import io.oblix.extension.Extensions;
import io.oblix.facts.FactSources;
import io.oblix.policy.PolicyValues;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import io.oblix.telemetry.trace.Tracing;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** A server from its start to its end: settings in, parts wired by {@link ServerWiring}, Camel and the port opened. */
public final class OblixApplication implements AutoCloseable {

    /** For the spans of the last requests, where these took all of the grace. */
    private static final Duration LEAST_FOR_SPANS = Duration.ofMillis(500);

    /** Opening the ledger takes most of a second of processor time, which those who waited for the start need more. */
    private static final Duration FOR_THE_FIRST_REQUESTS = Duration.ofSeconds(3);

    private final OblixSettings settings;
    private final ServerWiring parts;
    private final Main main = new Main();
    private ServerWiring.@Nullable Wired wired;
    private volatile boolean isRehearsing;
    private int port;

    private OblixApplication(OblixSettings settings, AttemptListener watcher, boolean rehearses) throws StartFailure {
        this.settings = settings;
        this.isRehearsing = rehearses;
        this.parts = new ServerWiring(settings, watcher);
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
        Objects.requireNonNull(application.wired)
                .rehearsal()
                .begin(application.port, application.asksForKeys(), application::rehearsed);
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
        parts.http.serve(context);
        context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        parts.ask.join(context);
        Extensions extensions = Extensions.load(context, settings.extensions());
        ServerWiring.Wired all = parts.wire(context, extensions, () -> isRehearsing);
        wired = all;
        extensions.check();
        try {
            main.start();
        } catch (Exception failure) {
            throw extensions.explain(failure);
        }
        extensions.checkStarted();
        all.policies().load();
        all.keys().load();
        port = parts.http.open();
        if (!isRehearsing || parts.keys.areAsked() || parts.budget.isAwaited()) {
            parts.budget.start(Duration.ZERO, parts.keys);
        }
    }

    private synchronized void rehearsed() {
        if (isRehearsing) {
            isRehearsing = false;
            parts.budget.start(FOR_THE_FIRST_REQUESTS, parts.keys);
        }
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
        return parts.ask.providers.model(side);
    }

    /** Whether requests need a key. */
    public boolean asksForKeys() {
        return parts.keys.areAsked();
    }

    /** Whether anyone looks at the dashboard now. */
    public boolean isWatched() {
        return wired != null && wired.dashboard().isWatched();
    }

    /** The two models and how they are. */
    public SideFacts sides() {
        return parts.facts.sides;
    }

    /** Whether the first look at the configured models is in. */
    public boolean isProbed() {
        return parts.ask.providers.areProbed();
    }

    /** Whether each provider has been asked for its models once. */
    public boolean knowsAllModels() {
        return parts.ask.providers.areAllProbed();
    }

    /** Whether first looks at the machine, the line and the models are in. */
    public boolean isReady() {
        return parts.facts.isReady();
    }

    public static String version() {
        String version = OblixApplication.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Refuses new requests, lets those in flight finish within the grace, and stops. */
    @Override
    public void close() {
        long sinceNanos = System.nanoTime();
        ServerWiring.Wired all = wired;
        if (all != null) {
            all.dashboard().close();
        }
        parts.http.admission().drain();
        if (all != null) {
            all.rehearsal().stop();
        }
        if (port != 0) {
            // What has ended so far is written, also where the ledger was still to be opened.
            rehearsed();
        }
        main.stop();
        parts.ask.close();
        parts.http.close();
        parts.budget.close();
        Tracing tracing = parts.tracing;
        if (tracing != null) {
            Duration left = settings.server().shutdownGrace().minusNanos(System.nanoTime() - sinceNanos);
            tracing.close(left.compareTo(LEAST_FOR_SPANS) > 0 ? left : LEAST_FOR_SPANS);
        }
    }
}

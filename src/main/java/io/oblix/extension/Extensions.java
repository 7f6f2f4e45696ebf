package io.oblix.extension;

import io.oblix.chat.RequestListener;
import io.oblix.facts.KeyFacts;
import io.oblix.key.Key;
import io.oblix.policy.file.Utf8Source;
import io.oblix.provider.camel.CamelProvider;
import io.oblix.settings.ExtensionSettings;
import io.oblix.settings.StartFailure;
import io.oblix.telemetry.Metrics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.NodeIdFactory;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files {@code *.camel.yaml} of the extensions folder: routes and beans in Camel's YAML, read once, at the start. A
 * file that cannot be used stops the start, because a guard that is missing without notice is worse than no server.
 */
public final class Extensions {

    /** Runs of hooks at a time. One that takes too long holds its thread until it notices the interrupt. */
    private static final int MAX_RUNS = 500;

    private static final Set<String> HOOKS = Set.of("on-request", "on-decision", AnswerHook.NAME);
    private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([^?]*)(?:\\?.*)?");
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);

    private final CamelContext context;
    private final ExtensionSettings settings;
    private final Map<String, RouteDefinition> routes = new HashMap<>();
    private final Set<String> hooks = new HashSet<>();

    private Extensions(CamelContext context, ExtensionSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /**
     * Adds what the folder holds to a context that has not started.
     *
     * @throws StartFailure with the file, the line where it is known, and the reason
     */
    public static Extensions load(CamelContext context, ExtensionSettings settings) throws StartFailure {
        Utf8Source.useIn(context);
        Extensions extensions = new Extensions(context, settings);
        for (Path file : ExtensionFile.in(settings.directory())) {
            extensions.load(file);
        }
        return extensions;
    }

    private void load(Path file) throws StartFailure {
        ModelCamelContext model = (ModelCamelContext) context;
        Set<RouteDefinition> before = new HashSet<>(model.getRouteDefinitions());
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(ExtensionFile.read(file));
        } catch (StartFailure told) {
            throw told;
        } catch (Exception failed) {
            throw ExtensionFault.in(file, failed);
        }
        for (RouteDefinition route : model.getRouteDefinitions()) {
            if (before.contains(route)) {
                continue;
            }
            route.idOrCreate(context.getCamelContextExtension().getContextPlugin(NodeIdFactory.class));
            routes.put(route.getRouteId(), route);
            String hook = hook(route.getInput().getEndpointUri());
            if (HOOKS.contains(hook)) {
                hooks.add(hook);
                logOnce(route);
            } else if (hook.matches("on[-A-Z].*")) {
                LOG.warn("{}: direct:{} is no hook; there are {}", file, hook, HOOKS);
            }
            showLogSteps(route.getRouteId());
        }
    }

    /** What follows {@code direct:}, without options; empty for another endpoint. */
    private static String hook(String uri) {
        Matcher direct = DIRECT.matcher(uri);
        return direct.matches() ? direct.group(1) : "";
    }

    /** We log a failure of a hook; Camel would do so as well, with what the message of its cause holds of the body. */
    private static void logOnce(RouteDefinition route) {
        if (!route.isErrorHandlerFactorySet()) {
            RedeliveryPolicyDefinition quiet = new RedeliveryPolicyDefinition();
            quiet.setLogExhausted("false");
            DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
            handler.setRedeliveryPolicy(quiet);
            route.setErrorHandlerFactory(handler);
        }
    }

    /**
     * Looks at the context before it starts.
     *
     * @throws StartFailure when a route has the id of one of the server's own, which would have taken its place
     */
    public void check() throws StartFailure {
        for (Map.Entry<String, RouteDefinition> route : routes.entrySet()) {
            if (((ModelCamelContext) context).getRouteDefinition(route.getKey()) != route.getValue()) {
                throw ExtensionFault.of(route.getValue(), "the route id " + route.getKey() + " is taken");
            }
        }
    }

    /**
     * Looks at the context after it has started.
     *
     * @throws StartFailure when a hook came from a route template, so that it is on no request's way
     */
    public void checkStarted() throws StartFailure {
        for (Route route : context.getRoutes()) {
            String hook = hook(route.getEndpoint().getEndpointUri());
            if (HOOKS.contains(hook) && !hooks.contains(hook)) {
                throw StartFailure.settings("direct:" + hook + " must be a route of its own, not made from a template");
            }
        }
    }

    /** The root logger shows warnings only; the {@code log} steps of an operator's route show at the level that they name. */
    private static void showLogSteps(String routeId) {
        if (LoggerFactory.getLogger(routeId) instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(ch.qos.logback.classic.Level.TRACE);
        }
    }

    /**
     * Adds the way of a request, with the hooks that the files define.
     *
     * @param keys says what a caller has spent, and what is left to spend
     * @param named finds a key by its name
     * @return who receives the record of each request: beans of the operator's, and the hook after the answer
     */
    public List<RequestListener> addRoutes(
            Metrics metrics, Beans beans, Function<Key, KeyFacts> keys, Function<String, Key> named) throws Exception {
        ExecutorService threads = CamelProvider.threads("hook", MAX_RUNS);
        boolean reports = hooks.contains(AnswerHook.NAME);
        AnswerTexts texts = reports && settings.texts() ? new AnswerTexts() : null;
        context.addRoutes(new AnswerRoutes(
                hook("on-request", threads, metrics), hook("on-decision", threads, metrics), texts, keys));
        List<RequestListener> listeners = beans.listeners(RequestListener.class);
        if (reports) {
            AnswerHook answers = new AnswerHook(
                    context.createProducerTemplate(), new AnswerReport(texts, named.andThen(keys)), beans.failures());
            context.addRoutes(answers);
            listeners.add(answers);
        }
        return listeners;
    }

    /** Whether a hook may ask for any of the facts. */
    public boolean seeFacts() {
        return hooks.contains("on-decision");
    }

    private @Nullable Hook hook(String name, ExecutorService threads, Metrics metrics) {
        return hooks.contains(name)
                ? new Hook(context.createProducerTemplate(), name, settings.timeout(), threads, metrics)
                : null;
    }

    /**
     * Why the context does not start, when a route of the operator's is the cause.
     *
     * @return the failure itself when no such route is
     */
    public Exception explain(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String routeId = cause instanceof FailedToCreateRouteException creating
                    ? creating.getRouteId()
                    : cause instanceof FailedToStartRouteException starting ? starting.getRouteId() : null;
            RouteDefinition route = routeId == null ? null : routes.get(routeId);
            if (route != null) {
                return ExtensionFault.in(route, cause, failure);
            }
            if (routeId != null && !routes.isEmpty()) {
                return StartFailure.settings(
                        "an extension is in the way of the route " + routeId + ": " + ExtensionFault.reason(failure));
            }
        }
        return failure;
    }
}

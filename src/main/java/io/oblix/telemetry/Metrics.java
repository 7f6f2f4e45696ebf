package io.oblix.telemetry;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.budget.BudgetWarnings;
import io.oblix.budget.Budgets;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Side;
import io.oblix.policy.file.Policies;
import io.oblix.provider.ModelState;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, calls, tokens and decisions, for Prometheus. Names and buckets follow OpenTelemetry's conventions for
 * generative AI where they exist: {@code gen_ai.server.*} is what clients see of this server, {@code gen_ai.client.*} what
 * this server sees of its providers. The number of time series is bounded, whatever clients and providers send.
 */
public final class Metrics {

    /** Prometheus' text format. */
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The text format that came of it, which is for those that ask for it. */
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final int MAX_MODELS = 100;

    private final @Nullable Exemplars exemplars;
    private final PrometheusMeterRegistry registry;
    private final RequestMeters requests;
    private final CallMeters calls;
    private final EventMeters events;
    private @Nullable BudgetMeters budgets;
    private boolean showsProcess;

    /** Micrometer itself holds what a counter reads by a weak reference only. */
    private final List<Object> read = new ArrayList<>();

    /** With the names of today only. */
    public Metrics(CircuitBreakerRegistry breakers, InFlightCalls calls) {
        this(breakers, calls, false, false);
    }

    /**
     * @param olderNames whether calls are counted under the names of the version before as well
     * @param traced whether requests are traced, so that series can name traces as examples
     */
    public Metrics(CircuitBreakerRegistry breakers, InFlightCalls inFlight, boolean olderNames, boolean traced) {
        exemplars = traced ? new Exemplars() : null;
        registry = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
        registry.config().meterFilter(new PlainBreakerStates());
        Meters meters = new Meters(registry);
        BoundedNames models = new BoundedNames(MAX_MODELS, this::forget);
        requests = new RequestMeters(meters, models);
        calls = new CallMeters(meters, models, olderNames ? new OlderNames(meters) : null);
        events = new EventMeters(meters);
        for (Side side : Side.values()) {
            gauge(
                    "oblix.calls.in.flight",
                    "Calls in flight, by target",
                    () -> inFlight.count(side),
                    "target",
                    side.word());
        }
        gauge("oblix.requests.waiting", "Requests that wait in the queue of a host", inFlight::waiting);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
    }

    /** Rejected policy files and failing policies, so that an alert can be set on them. */
    public void watch(Policies policies) {
        gauge(
                "oblix.policies.rejected",
                "Policy files that were rejected because of an error",
                () -> policies.rejections().size());
        gauge(
                "oblix.policies.failing",
                "Policies that failed on a request since their last edit",
                () -> policies.failures().size());
    }

    /**
     * A side for which a model is configured.
     *
     * @param state how that model is
     */
    public void watch(Side side, Supplier<@Nullable ModelState> state) {
        gauge(
                "oblix.model.available",
                "Whether the model of a side can be asked: 1 for yes, 0 for no",
                () -> {
                    ModelState now = state.get();
                    return now != null && now.available() ? 1 : 0;
                },
                "target",
                side.word());
        gauge(
                "oblix.model.loaded",
                "Whether the model of a side is in memory: 1 for yes, 0 for no",
                () -> {
                    ModelState now = state.get();
                    return now != null && now.loaded() ? 1 : 0;
                },
                "target",
                side.word());
    }

    /** @param dropped spans of traces that were not delivered */
    public void watchSpans(Supplier<Number> dropped) {
        counter(
                "oblix.spans.dropped",
                "Spans that were not delivered: too many at a time, or the collector did not take them",
                dropped);
    }

    /**
     * The ledger.
     *
     * @param waiting calls and requests that are not written yet
     * @param lost those that never will be
     */
    public void watchLedger(Supplier<Number> waiting, Supplier<Number> lost) {
        gauge("oblix.ledger.waiting", "Calls and requests that are not in the ledger yet", waiting);
        counter("oblix.ledger.lost", "Calls and requests that are missing in the ledger", lost);
    }

    /** Each limit of money, with what is spent and reserved of it; the account {@code *} is that of all callers. */
    public void watch(Budgets budgets, BudgetWarnings warnings) {
        this.budgets = new BudgetMeters(registry, budgets);
        counter(
                "oblix.budget.warnings",
                "Budgets of which four fifths were spent, each once in its period",
                warnings::count);
    }

    private void counter(String name, String description, Supplier<Number> count) {
        read.add(count);
        FunctionCounter.builder(name, count, now -> now.get().doubleValue())
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    /** One request of a client, answered or not. */
    public void count(RequestRecord request) {
        if (exemplars == null) {
            requests.count(request);
        } else {
            exemplars.during(request.trace(), () -> requests.count(request));
        }
    }

    /** One call to a provider, successful or not. */
    public void count(AttemptRecord attempt) {
        if (exemplars == null) {
            calls.count(attempt);
        } else {
            exemplars.during(attempt.origin().trace(), () -> calls.count(attempt));
        }
    }

    /**
     * A local answer that is not sent, if the fallback answers.
     *
     * @param why one of a few fixed words
     */
    public void countEscalation(String why) {
        events.escalation(why);
    }

    /** A stream that broke after the client had received a part of it. */
    public void count(RescueOutcome outcome) {
        events.count(outcome);
    }

    /** A request whose target was late, where its policy has the fallback asked as well. */
    public void count(HedgeOutcome outcome) {
        events.count(outcome);
    }

    /** A hook of the operator's that refused a request, failed, or was too slow for its reports. */
    public void countHook(String hook, String outcome) {
        events.hook(hook, outcome);
    }

    /** The series of a model that is no longer told apart end, so that their number stays bounded. */
    private void forget(String model) {
        requests.forget(model);
        calls.forget(model);
    }

    /** In Prometheus' text format. */
    public String scrape() {
        return scrape(TEXT);
    }

    /** @param contentType {@link #TEXT}, or {@link #OPEN_METRICS}, which has the examples */
    String scrape(String contentType) {
        showProcess();
        if (budgets != null) {
            budgets.refresh();
        }
        return WithoutEmptyKeys.of(registry.scrape(contentType));
    }

    /** What the JVM says of itself now, so that the first scrape can pay for finding it, and not each start. */
    private synchronized void showProcess() {
        if (!showsProcess) {
            showsProcess = true;
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ClassLoaderMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new FileDescriptorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
        }
    }
}

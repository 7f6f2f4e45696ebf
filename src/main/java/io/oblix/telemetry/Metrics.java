package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
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
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Side;
import io.oblix.policy.file.Policies;
import io.oblix.problem.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, calls, tokens and decisions. Names and buckets follow OpenTelemetry's conventions for generative AI
 * where they exist: {@code gen_ai.server.*} is what clients see of this server, {@code gen_ai.client.*} what this server
 * sees of its providers. The number of time series is bounded, whatever clients and providers send.
 */
public final class Metrics {

    private static final Duration[] DURATION_BUCKETS =
            millis(10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920);
    private static final Duration[] FIRST_TOKEN_BUCKETS =
            millis(1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000);
    private static final double[] TOKEN_BUCKETS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    private static final int MAX_MODELS = 100;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private @Nullable BudgetMeters budgets;
    private final BoundedNames models = new BoundedNames(MAX_MODELS, this::forget);

    private final LoadingCache<Outcome, Timer> requestDurations = MeterCache.of(registry, this::requestDuration);
    private final LoadingCache<Outcome, Timer> firstTokens = MeterCache.of(registry, this::firstToken);
    private final LoadingCache<Decided, Counter> decisions = MeterCache.of(registry, this::decision);
    private final LoadingCache<Called, Timer> callDurations = MeterCache.of(registry, this::callDuration);
    private final LoadingCache<Called, DistributionSummary> tokens = MeterCache.of(registry, this::tokens);
    private final LoadingCache<Called, Counter> costs = MeterCache.of(registry, this::cost);

    private final LoadingCache<Called, Counter> wastedTokens = MeterCache.of(registry, this::wastedTokens);
    private final LoadingCache<String, Counter> cloudBytes = MeterCache.of(
            registry, provider -> toClouds("oblix.cloud.bytes", "Size of the requests sent to clouds", provider));
    private final LoadingCache<String, Counter> cloudTokens = MeterCache.of(
            registry,
            provider -> toClouds(
                    "oblix.cloud.tokens", "Tokens of the prompts sent to clouds, as they counted them", provider));

    private record Outcome(String target, String model, String error) {

        Tags tags() {
            return Tags.of("gen_ai.operation.name", "chat", "error.type", error)
                    .and("oblix.target", target, "gen_ai.response.model", model);
        }
    }

    private record Decided(String policy, String target, String reason, boolean fallback) {}

    /** @param more what else distinguishes the meters: an error, or a kind of tokens */
    private record Called(String provider, String model, String more) {

        Tags tags() {
            return Tags.of("gen_ai.operation.name", "chat")
                    .and("gen_ai.provider.name", provider, "gen_ai.request.model", model);
        }
    }

    public Metrics(CircuitBreakerRegistry breakers, InFlightCalls calls) {
        registry.config().meterFilter(new PlainBreakerStates());
        for (Side side : Side.values()) {
            gauge(
                    "oblix.calls.in.flight",
                    "Calls in flight, by target",
                    () -> calls.count(side),
                    "target",
                    side.word());
        }
        gauge("oblix.requests.waiting", "Requests that wait in the queue of a host", calls::waiting);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
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
     * The ledger.
     *
     * @param waiting calls and requests that are not written yet
     * @param lost those that never will be
     */
    public void watchLedger(Supplier<Number> waiting, Supplier<Number> lost) {
        gauge("oblix.ledger.waiting", "Calls and requests that are not in the ledger yet", waiting);
        FunctionCounter.builder("oblix.ledger.lost", lost, count -> count.get().doubleValue())
                .description("Calls and requests that are missing in the ledger")
                .register(registry);
    }

    /** Each limit of money, with what is spent and reserved of it; the account {@code *} is that of all callers. */
    public void watch(Budgets budgets, BudgetWarnings warnings) {
        this.budgets = new BudgetMeters(registry, budgets);
        FunctionCounter.builder("oblix.budget.warnings", warnings, BudgetWarnings::count)
                .description("Budgets of which four fifths were spent, each once in its period")
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    /** One request of a client, answered or not. */
    public void count(RequestRecord request) {
        AnsweredBy by = request.by();
        Outcome outcome = new Outcome(
                by == null ? "none" : by.target(),
                by == null ? "none" : models.bounded(by.model(), request.problem() == null),
                errorType(request.problem()));
        requestDurations.get(outcome).record(request.duration());
        Duration firstToken = request.firstToken();
        if (firstToken != null) {
            firstTokens.get(outcome).record(firstToken);
        }
        if (by != null && request.problem() == null) {
            decisions
                    .get(new Decided(by.policy(), by.target(), by.reason(), by.fallback()))
                    .increment();
        }
    }

    private Timer requestDuration(Outcome outcome) {
        String description = "From reading a request to the end of its answer";
        return timer("gen_ai.server.request.duration", description, DURATION_BUCKETS, outcome.tags());
    }

    private Timer firstToken(Outcome outcome) {
        String description = "From reading a request to the first token of its answer";
        return timer("gen_ai.server.time_to_first_token", description, FIRST_TOKEN_BUCKETS, outcome.tags());
    }

    private Counter decision(Decided decided) {
        return Counter.builder("oblix.decisions")
                .description("Answers, by the decision that led to them")
                .tags("policy", decided.policy(), "target", decided.target(), "reason", decided.reason())
                .tag("fallback", Boolean.toString(decided.fallback()))
                .register(registry);
    }

    /** One call to a provider, successful or not. */
    public void count(AttemptRecord attempt) {
        String provider = providerName(attempt.place().model().provider());
        String model = models.bounded(attempt.place().model().name(), attempt.problem() == null);
        callDurations
                .get(new Called(provider, model, errorType(attempt.problem())))
                .record(attempt.duration());
        tokens(new Called(provider, model, "input"), attempt.usage().promptTokens());
        tokens(new Called(provider, model, "output"), attempt.usage().completionTokens());
        if (attempt.charge().isWasted()) {
            long wasted = attempt.charge().usage().completionTokens();
            wastedTokens.get(new Called(provider, model, "")).increment((double) wasted);
        }
        long microUsd = attempt.charge().microUsd();
        if (microUsd > 0) {
            costs.get(new Called(provider, model, "")).increment(microUsd / 1e6);
        }
        if (attempt.cloudBytes() > 0) {
            cloudBytes.get(provider).increment((double) attempt.cloudBytes());
            cloudTokens.get(provider).increment((double) attempt.usage().promptTokens());
        }
    }

    private Counter toClouds(String name, String description, String provider) {
        return Counter.builder(name)
                .description(description)
                .tag("gen_ai.provider.name", provider)
                .register(registry);
    }

    /**
     * A local answer that is not sent, if the fallback answers.
     *
     * @param why one of a few fixed words
     */
    public void countEscalation(String why) {
        Counter.builder("oblix.escalations")
                .description(
                        "Local answers that were held back for the fallback to answer, by what was wrong with them")
                .tag("reason", why)
                .register(registry)
                .increment();
    }

    private void tokens(Called what, long count) {
        if (count > 0) {
            tokens.get(what).record((double) count);
        }
    }

    private Timer callDuration(Called called) {
        String description = "From sending a request to a provider to the end of its answer";
        Tags tags = called.tags().and("error.type", called.more());
        return timer("gen_ai.client.operation.duration", description, DURATION_BUCKETS, tags);
    }

    private Timer timer(String name, String description, Duration[] buckets, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .tags(tags)
                .register(registry);
    }

    private DistributionSummary tokens(Called called) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of one call, as the provider counted them")
                .serviceLevelObjectives(TOKEN_BUCKETS)
                .tags(called.tags().and("gen_ai.token.type", called.more()))
                .register(registry);
    }

    private Counter wastedTokens(Called called) {
        return Counter.builder("oblix.wasted.tokens")
                .description("Tokens of answers that no client got: discarded for another model's, or broken off")
                .tags(called.tags())
                .register(registry);
    }

    private Counter cost(Called called) {
        return Counter.builder("oblix.cost")
                .description("Cost of the tokens that providers bill, for models with a known price")
                .baseUnit("usd")
                .tags(called.tags())
                .register(registry);
    }

    /** A stream that broke after the client had received a part of it. */
    public void count(RescueOutcome outcome) {
        Counter.builder("oblix.rescues")
                .description("Streams that broke after the client had received a part, by outcome")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    /** A request whose target was late, where its policy has the fallback asked as well. */
    public void count(HedgeOutcome outcome) {
        Counter.builder("oblix.hedges")
                .description("Requests whose target was late, so that the fallback was asked as well, by outcome")
                .tag("outcome", outcome.label())
                .register(registry)
                .increment();
    }

    /** A hook of the operator's that refused a request, failed, or was too slow for its reports. */
    public void countHook(String hook, String outcome) {
        Counter.builder("oblix.extension.events")
                .description("Requests that a hook rejected or failed on, and reports after answers that were dropped")
                .tags("hook", hook, "outcome", outcome)
                .register(registry)
                .increment();
    }

    /** The series of a model that is no longer told apart end, so that their number stays bounded. */
    private void forget(String model) {
        requestDurations.asMap().keySet().removeIf(outcome -> outcome.model().equals(model));
        firstTokens.asMap().keySet().removeIf(outcome -> outcome.model().equals(model));
        callDurations.asMap().keySet().removeIf(called -> called.model().equals(model));
        tokens.asMap().keySet().removeIf(called -> called.model().equals(model));
        wastedTokens.asMap().keySet().removeIf(called -> called.model().equals(model));
        costs.asMap().keySet().removeIf(called -> called.model().equals(model));
    }

    /** OpenTelemetry's name for the provider. */
    private static String providerName(String provider) {
        return provider.equals("claude") ? "anthropic" : provider;
    }

    private static String errorType(@Nullable Problem problem) {
        if (problem == null) {
            return "";
        }
        String code = problem.code();
        return code == null ? Integer.toString(problem.status()) : code;
    }

    /** In Prometheus' text format. */
    public String scrape() {
        if (budgets != null) {
            budgets.refresh();
        }
        return registry.scrape();
    }

    private static Duration[] millis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}

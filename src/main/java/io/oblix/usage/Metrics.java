package io.oblix.usage;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
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
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestRecord;
import io.oblix.policy.Policies;
import io.oblix.policy.Side;
import io.oblix.problem.Problem;
import io.oblix.provider.AttemptRecord;
import io.oblix.provider.InFlightCalls;
import io.oblix.provider.Price;
import io.oblix.provider.Prices;
import io.oblix.provider.RescueOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, calls, tokens and decisions. Names and buckets are those of OpenTelemetry's conventions for
 * generative AI where it has any: {@code gen_ai.server.*} is what callers of this server see, {@code gen_ai.client.*}
 * what this server sees of its providers.
 */
public final class Metrics {

    private static final Duration[] DURATION_BUCKETS =
            seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final Duration[] FIRST_TOKEN_BUCKETS =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    private static final double[] TOKEN_BUCKETS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final BoundedNames models = new BoundedNames(100);
    private final Prices prices;

    public Metrics(CircuitBreakerRegistry breakers, InFlightCalls calls, Prices prices) {
        this.prices = prices;
        for (Side side : Side.values()) {
            Gauge.builder("oblix.calls.in.flight", calls, all -> all.count(side))
                    .description("Calls that a side is answering at this moment")
                    .tag("target", side.word())
                    .register(registry);
        }
        Gauge.builder("oblix.requests.waiting", calls, InFlightCalls::waiting)
                .description("Requests that wait for their turn at a host")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
    }

    /** Edits of policies that were not taken, and policies that fail while they decide: somebody should look. */
    public void watch(Policies policies) {
        Gauge.builder(
                        "oblix.policies.rejected",
                        policies,
                        all -> all.rejections().size())
                .description("Policy files that are not used because something is wrong with them")
                .register(registry);
        Gauge.builder("oblix.policies.failing", policies, all -> all.failures().size())
                .description("Policies that failed on a request since they were last edited")
                .register(registry);
    }

    /** One request of a caller, answered or not. */
    public void count(RequestRecord request) {
        AnsweredBy by = request.by();
        String error = errorType(request.problem());
        Tags tags = Tags.of("gen_ai.operation.name", "chat", "error.type", error)
                .and("oblix.target", by == null ? "none" : by.target())
                .and(
                        "gen_ai.response.model",
                        by == null ? "none" : models.bounded(by.model(), request.problem() == null));
        Timer.builder("gen_ai.server.request.duration")
                .description("From reading a request to the end of its answer")
                .serviceLevelObjectives(DURATION_BUCKETS)
                .tags(tags)
                .register(registry)
                .record(request.duration());
        Duration firstToken = request.firstToken();
        if (firstToken != null) {
            Timer.builder("gen_ai.server.time_to_first_token")
                    .description("From reading a request to the first piece of its answer")
                    .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
                    .tags(tags)
                    .register(registry)
                    .record(firstToken);
        }
        if (by != null && request.problem() == null) {
            Counter.builder("oblix.decisions")
                    .description("Answers by the decision behind them")
                    .tags("policy", by.policy(), "target", by.target(), "reason", by.reason())
                    .tag("fallback", Boolean.toString(by.fallback()))
                    .register(registry)
                    .increment();
        }
    }

    /** One call of ours to a provider, successful or not. */
    public void count(AttemptRecord attempt) {
        Tags tags = Tags.of("gen_ai.operation.name", "chat")
                .and("gen_ai.provider.name", providerName(attempt.model().provider()))
                .and("gen_ai.request.model", models.bounded(attempt.model().name(), attempt.problem() == null));
        Timer.builder("gen_ai.client.operation.duration")
                .description("From sending a request to a provider to the end of its answer")
                .serviceLevelObjectives(DURATION_BUCKETS)
                .tags(tags.and("error.type", errorType(attempt.problem())))
                .register(registry)
                .record(attempt.duration());
        tokens(tags, "input", attempt.usage().promptTokens());
        tokens(tags, "output", attempt.usage().completionTokens());
        cost(tags, attempt);
    }

    private void cost(Tags tags, AttemptRecord attempt) {
        Price price = prices.of(attempt.model());
        double usd = price == null ? 0 : price.usd(attempt.usage());
        if (usd > 0) {
            Counter.builder("oblix.cost")
                    .description("Spent on models whose price is known, by the tokens that the provider counted")
                    .baseUnit("usd")
                    .tags(tags)
                    .register(registry)
                    .increment(usd);
        }
    }

    /** A stream that broke off after its caller had some of it. */
    public void count(RescueOutcome outcome) {
        Counter.builder("oblix.rescues")
                .description("Streams that broke off after their caller had some of them, by what came of it")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    private void tokens(Tags tags, String type, long count) {
        if (count > 0) {
            DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of one call, as the provider counted them")
                    .serviceLevelObjectives(TOKEN_BUCKETS)
                    .tags(tags.and("gen_ai.token.type", type))
                    .register(registry)
                    .record((double) count);
        }
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

    /** Prometheus' text format. */
    String scrape() {
        return registry.scrape();
    }

    private static Duration[] seconds(double... seconds) {
        return Arrays.stream(seconds).boxed().map(Metrics::duration).toArray(Duration[]::new);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}

package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import java.time.Duration;
import java.util.List;

/**
 * What clients see of this server: {@code gen_ai.server.*} for the requests, and the decisions that led to the answers.
 */
final class RequestMeters {

    private static final int MAX_SETS = 500;

    /** Fewer tokens show the start of an answer rather than its pace. */
    private static final long LEAST_TOKENS = 2;

    private final Meters meters;
    private final BoundedNames models;
    private final LoadingCache<Outcome, Times> times;
    private final LoadingCache<Decided, Counter> decisions;
    private final LoadingCache<Paid, DistributionSummary> costs;

    private record Outcome(String operation, String target, String model, String error) {

        Tags tags() {
            return Tags.of("gen_ai.operation.name", operation, "error.type", error)
                    .and("oblix.target", target, "gen_ai.response.model", model);
        }
    }

    /** How long requests of one outcome took. */
    private record Times(Timer duration, Timer firstToken, Timer betweenTokens) {

        List<Meter> all() {
            return List.of(duration, firstToken, betweenTokens);
        }
    }

    private record Decided(String policy, String target, String reason, boolean fallback, String key) {}

    private record Paid(String policy, String target, String key) {}

    RequestMeters(Meters meters, BoundedNames models) {
        this.meters = meters;
        this.models = models;
        this.times = MeterCache.of(meters.registry(), MAX_SETS, this::times, Times::all);
        this.decisions = MeterCache.of(meters.registry(), this::decision);
        this.costs = MeterCache.of(meters.registry(), this::cost);
    }

    void count(RequestRecord request) {
        AnsweredBy by = request.by();
        boolean answered = request.problem() == null;
        Times took = times.get(new Outcome(
                request.operation(),
                by == null ? "none" : by.target(),
                by == null ? "none" : models.bounded(by.model(), answered),
                Conventions.errorType(request.problem())));
        took.duration().record(request.duration());
        Duration firstToken = request.firstToken();
        if (firstToken != null && !request.operation().equals(ChatRequest.EMBEDDINGS)) {
            took.firstToken().record(firstToken);
            long tokens = request.usage().completionTokens();
            if (answered && request.streaming() && tokens >= LEAST_TOKENS) {
                took.betweenTokens().record(request.duration().minus(firstToken).dividedBy(tokens - 1));
            }
        }
        if (by != null && answered) {
            decisions
                    .get(new Decided(by.policy(), by.target(), by.reason(), by.fallback(), request.key()))
                    .increment();
            costs.get(new Paid(by.policy(), by.target(), request.key()))
                    .record(by.bill().sums().microUsd() / 1e6);
        }
    }

    private Times times(Outcome outcome) {
        Tags tags = outcome.tags();
        return new Times(
                meters.timer(
                        "gen_ai.server.request.duration",
                        "From reading a request to the end of its answer",
                        Meters.DURATION,
                        tags),
                meters.timer(
                        "gen_ai.server.time_to_first_token",
                        "From reading a request to the first token of its answer",
                        Meters.FIRST_TOKEN,
                        tags),
                meters.timer(
                        "gen_ai.server.time_per_output_token",
                        "Time for each token after the first one, the mean of a streamed answer",
                        Meters.BETWEEN_TOKENS,
                        tags));
    }

    private Counter decision(Decided decided) {
        return meters.counter(
                "oblix.decisions",
                "Answers, by the decision that led to them",
                Tags.of("policy", decided.policy(), "target", decided.target(), "reason", decided.reason())
                        .and("fallback", Boolean.toString(decided.fallback()), "key", decided.key()));
    }

    private DistributionSummary cost(Paid paid) {
        return meters.histogram(
                "oblix.request.cost.usd",
                "Cost of one answered request, all calls for it together",
                Meters.USD,
                Tags.of("policy", paid.policy(), "target", paid.target(), "key", paid.key()));
    }

    /** The series of a model that is no longer told apart end, so that their number stays bounded. */
    void forget(String model) {
        times.asMap().keySet().removeIf(outcome -> outcome.model().equals(model));
    }
}

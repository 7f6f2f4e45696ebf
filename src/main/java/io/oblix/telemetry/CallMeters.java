package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this server sees of its providers, call by call: {@code gen_ai.client.*}, and what the calls cost, wasted and sent
 * out of the machine.
 */
final class CallMeters {

    private static final int MAX_SETS = 300;

    private final Meters meters;
    private final BoundedNames models;
    private final @Nullable OlderNames older;
    private final LoadingCache<CallLabels, CallSeries> calls;
    private final LoadingCache<Payer, Counter> costs;
    private final LoadingCache<Payer, Counter> wastedTokens;
    private final LoadingCache<Sender, Counter> cloudBytes;
    private final LoadingCache<Sender, Counter> cloudTokens;

    private record Payer(String operation, String provider, String model, String key) {

        Tags tags() {
            return Tags.of("gen_ai.operation.name", operation, "key", key)
                    .and("gen_ai.provider.name", provider, "gen_ai.request.model", model);
        }
    }

    private record Sender(String provider, String key) {

        Tags tags() {
            return Tags.of("gen_ai.provider.name", provider, "key", key);
        }
    }

    /** @param older the names of the version before, to be counted as well; null for not */
    CallMeters(Meters meters, BoundedNames models, @Nullable OlderNames older) {
        this.meters = meters;
        this.models = models;
        this.older = older;
        this.calls =
                MeterCache.of(meters.registry(), MAX_SETS, labels -> CallSeries.of(meters, labels), CallSeries::all);
        this.costs = MeterCache.of(meters.registry(), this::cost);
        this.wastedTokens = MeterCache.of(meters.registry(), this::wasted);
        this.cloudBytes = MeterCache.of(meters.registry(), this::bytes);
        this.cloudTokens = MeterCache.of(meters.registry(), this::tokens);
    }

    void count(AttemptRecord call) {
        boolean answered = call.problem() == null;
        String provider = Conventions.provider(call.place().model().provider());
        String model = models.bounded(call.place().model().name(), answered);
        String operation = call.origin().operation();
        String said = call.reply().model();
        CallLabels labels = new CallLabels(
                operation,
                provider,
                model,
                said.isEmpty() ? "" : models.bounded(said, answered),
                Conventions.errorType(call.problem()));
        CallSeries series = calls.get(labels);
        series.duration().record(call.duration());
        if (!operation.equals(ChatRequest.EMBEDDINGS)) {
            times(call, series);
            series.count(call.usage());
        }
        if (older != null) {
            older.count(call, labels);
        }
        money(call, operation, provider, model);
    }

    private static void times(AttemptRecord call, CallSeries series) {
        Duration first = call.firstToken();
        if (first == null || !call.reply().isStreamed()) {
            return;
        }
        series.firstChunk().record(first);
        if (call.reply().chunks() > 1) {
            Duration after = call.duration().minus(first);
            series.betweenChunks().record(after.dividedBy(call.reply().chunks() - 1));
        }
    }

    private void money(AttemptRecord call, String operation, String provider, String model) {
        String key = call.origin().key();
        Payer payer = new Payer(operation, provider, model, key);
        Usage billed = call.charge().usage();
        if (call.charge().isWasted()) {
            wastedTokens.get(payer).increment((double) billed.completionTokens());
        }
        long microUsd = call.charge().microUsd();
        if (microUsd > 0) {
            costs.get(payer).increment(microUsd / 1e6);
        }
        if (call.cloudBytes() > 0) {
            Sender sender = new Sender(provider, key);
            cloudBytes.get(sender).increment((double) call.cloudBytes());
            cloudTokens.get(sender).increment((double) call.usage().promptTokens());
        }
    }

    private Counter cost(Payer payer) {
        return Counter.builder("oblix.cost")
                .description("Cost of the tokens that providers bill, for models with a known price")
                .baseUnit("usd")
                .tags(payer.tags())
                .register(meters.registry());
    }

    private Counter wasted(Payer payer) {
        return meters.counter(
                "oblix.wasted.tokens",
                "Tokens of answers that no client got: discarded for another model's, or broken off",
                payer.tags());
    }

    private Counter bytes(Sender sender) {
        return meters.counter("oblix.cloud.bytes", "Size of the requests sent to clouds", sender.tags());
    }

    private Counter tokens(Sender sender) {
        return meters.counter(
                "oblix.cloud.tokens", "Tokens of the prompts sent to clouds, as they counted them", sender.tags());
    }

    /** The series of a model that is no longer told apart end, so that their number stays bounded. */
    void forget(String model) {
        calls.asMap().keySet().removeIf(labels -> labels.isOf(model));
        wastedTokens.asMap().keySet().removeIf(payer -> payer.model().equals(model));
        costs.asMap().keySet().removeIf(payer -> payer.model().equals(model));
        if (older != null) {
            older.forget(model);
        }
    }
}

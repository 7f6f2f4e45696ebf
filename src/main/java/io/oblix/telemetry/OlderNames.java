package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ChatRequest;

/**
 * Calls under the names of version 0.1, from before OpenTelemetry renamed them: for one release, so that dashboards and
 * alerts can move ({@code oblix.metrics.names=both}). Then this class goes.
 */
final class OlderNames {

    private final Meters meters;
    private final LoadingCache<CallLabels, Timer> durations;
    private final LoadingCache<Tokens, DistributionSummary> tokens;

    private record Tokens(CallLabels call, String type) {}

    OlderNames(Meters meters) {
        this.meters = meters;
        this.durations = MeterCache.of(meters.registry(), this::duration);
        this.tokens = MeterCache.of(meters.registry(), this::tokens);
    }

    void count(AttemptRecord call, CallLabels labels) {
        if (!labels.operation().equals(ChatRequest.EMBEDDINGS)) {
            // Embeddings have that name still.
            durations.get(labels).record(call.duration());
        }
        CallLabels whole = new CallLabels(labels.operation(), labels.provider(), labels.requestModel(), "", "");
        count(new Tokens(whole, "input"), call.usage().promptTokens());
        count(new Tokens(whole, "output"), call.usage().completionTokens());
    }

    private void count(Tokens what, long count) {
        if (count > 0) {
            tokens.get(what).record((double) count);
        }
    }

    private Timer duration(CallLabels labels) {
        return meters.timer(
                "gen_ai.client.operation.duration",
                "From sending a request to a provider to the end of its answer",
                Meters.DURATION,
                labels.tags());
    }

    private DistributionSummary tokens(Tokens what) {
        return meters.histogram(
                "gen_ai.client.token.usage",
                "Tokens of one call, as the provider counted them",
                Meters.TOKENS,
                what.call().tags().and("gen_ai.token.type", what.type()));
    }

    void forget(String model) {
        durations.asMap().keySet().removeIf(labels -> labels.isOf(model));
        tokens.asMap().keySet().removeIf(what -> what.call().isOf(model));
    }
}

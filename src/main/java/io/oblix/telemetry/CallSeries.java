package io.oblix.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * The meters of calls that have the same labels. What is asked for vectors has a time only, and under another name: to
 * OpenTelemetry it is no inference.
 *
 * @param tokens all others
 */
record CallSeries(Timer duration, Timer firstChunk, Timer betweenChunks, List<Counted> tokens) {

    private static final String PREFIX = "gen_ai.client.inference.";

    /** A kind of tokens. */
    private interface Kind {
        long of(Usage usage);
    }

    /** What counts one kind of tokens. */
    private record Counted(Kind kind, Meter meter) {

        void count(Usage usage) {
            long tokens = kind.of(usage);
            if (tokens <= 0) {
                return;
            }
            if (meter instanceof Counter counter) {
                counter.increment((double) tokens);
            } else if (meter instanceof DistributionSummary histogram) {
                histogram.record((double) tokens);
            }
        }
    }

    static CallSeries of(Meters meters, CallLabels labels) {
        Tags tags = labels.tags();
        String duration = "From sending a request to a provider to the end of its answer";
        if (labels.operation().equals(ChatRequest.EMBEDDINGS)) {
            Timer only = meters.timer("gen_ai.client.operation.duration", duration, Meters.DURATION, tags);
            return new CallSeries(only, only, only, List.of());
        }
        return new CallSeries(
                meters.timer(PREFIX + "duration", duration, Meters.DURATION, tags),
                meters.timer(
                        PREFIX + "time_to_first_chunk",
                        "From sending a request to the first piece of its streamed answer",
                        Meters.FIRST_TOKEN,
                        tags),
                meters.timer(
                        PREFIX + "time_per_output_chunk",
                        "Time for each piece after the first one, the mean of a streamed answer",
                        Meters.BETWEEN_TOKENS,
                        tags),
                List.of(
                        counter(meters, tags, "input_tokens", "prompts, cached ones included", Usage::promptTokens),
                        counter(meters, tags, "output_tokens", "answers, thinking included", Usage::completionTokens),
                        counter(
                                meters,
                                tags,
                                "cache_read.input_tokens",
                                "prompts that were read from a cache",
                                Usage::cachedTokens),
                        counter(
                                meters,
                                tags,
                                "cache_write.input_tokens",
                                "prompts that were written to a cache",
                                Usage::cacheWriteTokens),
                        counter(
                                meters,
                                tags,
                                "reasoning.output_tokens",
                                "answers that were thinking",
                                Usage::reasoningTokens),
                        histogram(meters, tags, "input_tokens", "the prompt of one call", Usage::promptTokens),
                        histogram(meters, tags, "output_tokens", "the answer of one call", Usage::completionTokens)));
    }

    private static Counted counter(Meters meters, Tags tags, String name, String ofWhat, Kind kind) {
        return new Counted(
                kind, meters.counter(PREFIX + "usage." + name, "Tokens of " + ofWhat + ", as providers count", tags));
    }

    private static Counted histogram(Meters meters, Tags tags, String name, String ofWhat, Kind kind) {
        return new Counted(
                kind,
                meters.histogram(
                        PREFIX + "operation." + name,
                        "Tokens of " + ofWhat + ", as providers count",
                        Meters.TOKENS,
                        tags));
    }

    void count(Usage usage) {
        for (Counted kind : tokens) {
            kind.count(usage);
        }
    }

    List<Meter> all() {
        List<Meter> all = new ArrayList<>(List.of(duration, firstChunk, betweenChunks));
        tokens.forEach(kind -> all.add(kind.meter()));
        return all;
    }
}

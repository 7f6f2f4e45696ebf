package io.oblix.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps every trace as long as there are no more than {@value #PER_SECOND} a second, and so many a second beyond that: a
 * bound on what traces cost here and on what a collector is sent.
 */
final class SteadySampler implements Sampler {

    static final int PER_SECOND = 1_000;

    private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

    /** Those of one second may come at once. */
    private static final long MOST_AHEAD = NANOS_EACH * PER_SECOND;

    private final LongSupplier nanoTime;

    /** When the traces that were kept would have been used up at an even pace. */
    private final AtomicLong usedUntil;

    SteadySampler() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    SteadySampler(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.usedUntil = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return take() ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    private boolean take() {
        long now = nanoTime.getAsLong();
        while (true) {
            long used = usedUntil.get();
            long ahead = Math.max(0, used - now);
            if (ahead + NANOS_EACH > MOST_AHEAD) {
                return false;
            }
            if (usedUntil.compareAndSet(used, now + ahead + NANOS_EACH)) {
                return true;
            }
        }
    }

    @Override
    public String getDescription() {
        return "at most " + PER_SECOND + " traces a second";
    }
}

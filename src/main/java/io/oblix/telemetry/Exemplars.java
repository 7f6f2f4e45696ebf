package io.oblix.telemetry;

import io.oblix.chat.Trace;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Names the trace of what is being counted, so that a bucket can show one request as an example of those that fell into it. */
final class Exemplars implements SpanContext {

    private static final ThreadLocal<Trace> COUNTED = ThreadLocal.withInitial(() -> Trace.NONE);

    void during(Trace trace, Runnable count) {
        COUNTED.set(trace);
        try {
            count.run();
        } finally {
            COUNTED.remove();
        }
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        String id = COUNTED.get().id();
        return id.isEmpty() ? null : id;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        String id = COUNTED.get().spanId();
        return id.isEmpty() ? null : id;
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return COUNTED.get().isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // The sampler of the traces has decided already.
    }
}

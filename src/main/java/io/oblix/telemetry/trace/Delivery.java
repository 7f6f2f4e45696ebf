package io.oblix.telemetry.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the spans that are not delivered. OpenTelemetry's queue drops without a word once it is full, so this counts what
 * waits in front of it and in it, and drops before the queue must.
 */
final class Delivery {

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();

    long dropped() {
        return dropped.get();
    }

    /** @param limit of spans that wait, the length of the queue behind */
    SpanProcessor before(SpanProcessor queue, int limit) {
        return new Counting(queue, limit);
    }

    /** Knows what became of the spans. */
    SpanExporter over(SpanExporter exporter) {
        return new Reporting(exporter);
    }

    private final class Counting implements SpanProcessor {

        private final SpanProcessor queue;
        private final int limit;

        Counting(SpanProcessor queue, int limit) {
            this.queue = queue;
            this.limit = limit;
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            queue.onStart(parent, span);
        }

        @Override
        public boolean isStartRequired() {
            return queue.isStartRequired();
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (!span.getSpanContext().isSampled()) {
                return;
            }
            if (waiting.incrementAndGet() > limit) {
                waiting.decrementAndGet();
                dropped.incrementAndGet();
                return;
            }
            queue.onEnd(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode shutdown() {
            return queue.shutdown();
        }

        @Override
        public CompletableResultCode forceFlush() {
            return queue.forceFlush();
        }
    }

    private final class Reporting implements SpanExporter {

        private final SpanExporter exporter;

        Reporting(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> {
                waiting.addAndGet(-count);
                if (!result.isSuccess()) {
                    dropped.addAndGet(count);
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}

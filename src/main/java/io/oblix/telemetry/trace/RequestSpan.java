package io.oblix.telemetry.trace;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Trace;
import io.oblix.telemetry.Conventions;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The span of one HTTP request. It ends when both its response and its record are there, which come on two threads in
 * either order; a request that was refused before it was read has no record.
 */
final class RequestSpan implements Trace {

    private final Span span;
    private final AtomicInteger awaited = new AtomicInteger(1);

    RequestSpan(Span span) {
        this.span = span;
    }

    Span span() {
        return span;
    }

    @Override
    public String id() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    @Override
    public boolean isSampled() {
        return span.getSpanContext().isSampled();
    }

    @Override
    public void awaitRecord() {
        awaited.incrementAndGet();
    }

    /** @param status 0 if the client left before there was one */
    void answered(int status) {
        if (status > 0) {
            span.setAttribute(Names.STATUS, (long) status);
        }
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        part();
    }

    void ended(RequestRecord request) {
        if (span.isRecording()) {
            describe(request);
        }
        part();
    }

    private void describe(RequestRecord request) {
        String error = Conventions.errorType(request.problem());
        if (!error.isEmpty()) {
            span.setAttribute(Names.ERROR_TYPE, error);
        }
        if (request.problem() != null && request.problem().status() >= 500) {
            // A stream that broke off has begun with a 200.
            span.setStatus(StatusCode.ERROR);
        }
        if (!request.key().isEmpty()) {
            span.setAttribute(Names.KEY, request.key());
        }
        span.setAttribute(Names.CLIENT, request.family());
        AnsweredBy by = request.by();
        if (by == null) {
            return;
        }
        span.setAttribute(Names.POLICY, by.policy());
        span.setAttribute(Names.RULE, by.rule());
        span.setAttribute(Names.REASON, by.reason());
        span.setAttribute(Names.TARGET, by.target());
        span.setAttribute(Names.FALLBACK, by.fallback());
        span.setAttribute(Names.ATTEMPTS, (long) by.attempts());
        if (by.confidence() >= 0) {
            span.setAttribute(Names.CONFIDENCE, by.confidence());
        }
        span.setAttribute(Names.COST_USD, by.bill().sums().microUsd() / 1e6);
    }

    private void part() {
        if (awaited.decrementAndGet() == 0) {
            span.end();
        }
    }
}

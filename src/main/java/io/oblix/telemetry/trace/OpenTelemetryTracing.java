package io.oblix.telemetry.trace;

import io.oblix.ask.attempt.CallSpan;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Side;
import io.oblix.chat.Trace;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider;
import io.oblix.policy.Decision;
import io.oblix.provider.Locality;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.TelemetrySettings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans by hand, since calls and streams outlive the exchange that began them. Nothing here waits: spans go to a
 * bounded queue, and are dropped where it is full.
 */
final class OpenTelemetryTracing implements Tracing {

    /** Only the headers of W3C's trace context are asked for. */
    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS =
            (headers, name) -> headers == null ? null : headers.apply(name);

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final Delivery delivery;
    private final TelemetrySettings settings;
    private volatile @Nullable DecisionFacts facts;

    private OpenTelemetryTracing(OpenTelemetrySdk sdk, Delivery delivery, TelemetrySettings settings, String version) {
        this.sdk = sdk;
        this.tracer = sdk.getTracerProvider()
                .tracerBuilder("io.oblix.oblix-camel")
                .setInstrumentationVersion(version)
                .build();
        this.delivery = delivery;
        this.settings = settings;
    }

    static Tracing start(TraceConfig config, TelemetrySettings settings, String version) {
        Delivery delivery = new Delivery();
        return new OpenTelemetryTracing(Sdk.of(config, delivery, version), delivery, settings, version);
    }

    @Override
    public Trace begin(String method, String route, String requestId, Function<String, @Nullable String> headers) {
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        Span span = tracer.spanBuilder(method + " " + route)
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(Names.METHOD, method)
                .setAttribute(Names.ROUTE, route)
                .setAttribute(Names.PATH, route)
                .setAttribute(Names.REQUEST_ID, requestId)
                .setAttribute(Names.OPENINFERENCE_KIND, "CHAIN")
                .startSpan();
        return new RequestSpan(span);
    }

    @Override
    public void answered(Trace trace, int status) {
        if (trace instanceof RequestSpan span) {
            span.answered(status);
        }
    }

    @Override
    public void ended(RequestRecord request) {
        if (request.trace() instanceof RequestSpan span) {
            span.ended(request);
        }
    }

    @Override
    public void explainBy(DecisionFacts by) {
        facts = by;
    }

    @Override
    public void decided(ChatRequest request, Facts known, Decider.Outcome outcome) {
        Span span = recorded(request);
        if (span == null) {
            return;
        }
        AttributesBuilder event = Attributes.builder()
                .put(Names.POLICY, outcome.policy())
                .put(Names.RULE, outcome.rule())
                .put(Names.REASON, outcome.reason());
        Decision decision = outcome.decision();
        Side target = decision == null ? null : decision.target();
        Side fallback = decision == null ? null : decision.fallback();
        if (target != null) {
            event.put(Names.TARGET, target.word());
        } else if (decision == null) {
            event.put(Names.TARGET, "reject");
        }
        if (fallback != null) {
            event.put(Names.DECIDED_FALLBACK, fallback.word());
        }
        DecisionFacts mattered = facts;
        if (mattered != null) {
            mattered.tell(event, known, outcome);
        }
        span.addEvent("oblix.decision", event.build());
    }

    @Override
    public @Nullable CallSpan span(Question question, Target target) {
        return question.request().trace() instanceof RequestSpan parent
                ? ModelCallSpan.start(tracer, parent, question, target, maySee(target), settings.content())
                : null;
    }

    /** Whether the model may get the id of the trace: it stays here, or the setting says so. */
    private boolean maySee(Target target) {
        return settings.traceparentToClouds()
                || (target.side() == Side.LOCAL && target.provider().locality(target.place()) == Locality.LOCAL);
    }

    @Override
    public void hedged(ChatRequest request, Decision decision, HedgeOutcome outcome) {
        note(request, "oblix.hedge", outcome.label());
    }

    @Override
    public void rescued(ChatRequest request, RescueOutcome outcome) {
        note(request, "oblix.rescue", outcome.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void doubted(ChatRequest request, ModelName model, String why) {
        note(request, "oblix.escalation", why);
    }

    private static void note(ChatRequest request, String event, String outcome) {
        Span span = recorded(request);
        if (span != null) {
            span.addEvent(event, Attributes.of(Names.OUTCOME, outcome));
        }
    }

    /** Null where nothing is kept. */
    private static @Nullable Span recorded(ChatRequest request) {
        return request.trace() instanceof RequestSpan span && span.span().isRecording() ? span.span() : null;
    }

    @Override
    public long dropped() {
        return delivery.dropped();
    }

    @Override
    public void close(Duration patience) {
        sdk.getSdkTracerProvider().shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}

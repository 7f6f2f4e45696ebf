package io.oblix.telemetry.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.CallSpan;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Place;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.telemetry.Conventions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of one call upstream. */
final class ModelCallSpan implements CallSpan {

    /** Of a port. */
    private static final int MOST_DIGITS = 5;

    private final Span span;
    private final Map<String, String> headers;
    private final @Nullable ReplyReading reply;

    private ModelCallSpan(Span span, Map<String, String> headers, @Nullable ReplyReading reply) {
        this.span = span;
        this.headers = headers;
        this.reply = reply;
    }

    /**
     * @param maySee whether the model may know the trace
     * @param content whether the span has the texts
     */
    static CallSpan start(
            Tracer tracer, RequestSpan parent, Question question, Target target, boolean maySee, boolean content) {
        ChatRequest request = question.request();
        String operation = request.operation();
        String model = target.model().name();
        Context context = Context.root().with(parent.span());
        if (!parent.span().isRecording()) {
            // What is not kept of the request is not kept of its calls, and its span takes and tells nothing.
            return new ModelCallSpan(parent.span(), maySee ? headers(context) : Map.of(), null);
        }
        SpanBuilder builder = tracer.spanBuilder(operation + " " + model)
                .setParent(context)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Names.OPERATION, operation)
                .setAttribute(
                        Names.PROVIDER, Conventions.provider(target.model().provider()))
                .setAttribute(Names.REQUEST_MODEL, model)
                .setAttribute(Names.STREAM, request.streaming())
                .setAttribute(Names.TARGET, target.side().word());
        boolean vectors = operation.equals(ChatRequest.EMBEDDINGS);
        builder.setAttribute(Names.OPENINFERENCE_KIND, vectors ? "EMBEDDING" : "LLM")
                .setAttribute(vectors ? Names.EMBEDDING_MODEL : Names.LLM_MODEL, model);
        Span span = builder.startSpan();
        boolean recorded = span.isRecording();
        if (recorded) {
            address(span, target.place());
            asked(span, request);
            if (content) {
                Texts.asked(span, request);
            }
        }
        Map<String, String> headers = maySee ? headers(context.with(span)) : Map.of();
        return new ModelCallSpan(span, headers, recorded ? new ReplyReading(content) : null);
    }

    private static Map<String, String> headers(Context context) {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(context, headers, (all, name, value) -> headers.put(name, value));
        return headers;
    }

    /** An endpoint of Camel's has no host. */
    private static void address(Span span, Place place) {
        boolean secure = place.baseUrl().startsWith("https://");
        if (!secure && !place.baseUrl().startsWith("http://")) {
            return;
        }
        String authority = place.authority();
        int colon = portColon(authority);
        span.setAttribute(Names.SERVER_ADDRESS, colon < 0 ? authority : authority.substring(0, colon));
        span.setAttribute(
                Names.SERVER_PORT,
                colon >= 0 ? Long.parseLong(authority, colon + 1, authority.length(), 10) : secure ? 443L : 80L);
    }

    /** Where its port begins; -1 without one. */
    private static int portColon(String authority) {
        int first = authority.length();
        while (first > 0 && Character.isDigit(authority.charAt(first - 1))) {
            first--;
        }
        int digits = authority.length() - first;
        return digits >= 1 && digits <= MOST_DIGITS && first > 0 && authority.charAt(first - 1) == ':' ? first - 1 : -1;
    }

    private static void asked(Span span, ChatRequest request) {
        ObjectNode body = request.body();
        JsonNode limit =
                body.hasNonNull("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens");
        if (limit.isIntegralNumber()) {
            span.setAttribute(Names.MAX_TOKENS, limit.longValue());
        }
        if (body.path("temperature").isNumber()) {
            span.setAttribute(Names.TEMPERATURE, body.path("temperature").doubleValue());
        }
        String conversation = request.conversation();
        if (conversation != null) {
            span.setAttribute(Names.CONVERSATION, conversation);
        }
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public void said(AnswerEvent event) {
        if (reply != null) {
            reply.said(event);
        }
    }

    @Override
    public void ended(AttemptRecord call) {
        if (reply != null) {
            answered(call, reply);
            used(call.usage());
            became(call);
        }
        span.end();
    }

    private void answered(AttemptRecord call, ReplyReading said) {
        String model = said.model();
        if (model != null || !call.reply().model().isEmpty()) {
            span.setAttribute(Names.RESPONSE_MODEL, model == null ? call.reply().model() : model);
        }
        if (said.id() != null) {
            span.setAttribute(Names.RESPONSE_ID, said.id());
        }
        Duration first = call.firstToken();
        if (first != null && call.reply().isStreamed()) {
            span.setAttribute(Names.FIRST_CHUNK, first.toNanos() / 1e9);
        }
        List<String> reasons = new ArrayList<>(said.finishReasons());
        if (call.problem() != null && call.reply().chunks() > 0) {
            reasons.add("error");
        }
        if (!reasons.isEmpty()) {
            span.setAttribute(Names.FINISH_REASONS, reasons);
        }
        said.tell(span);
    }

    private void used(Usage usage) {
        count(Names.INPUT_TOKENS, usage.promptTokens());
        count(Names.OUTPUT_TOKENS, usage.completionTokens());
        count(Names.CACHE_READ_TOKENS, usage.cachedTokens());
        count(Names.CACHE_WRITE_TOKENS, usage.cacheWriteTokens());
        count(Names.REASONING_TOKENS, usage.reasoningTokens());
        count(Names.LLM_PROMPT_TOKENS, usage.promptTokens());
        count(Names.LLM_COMPLETION_TOKENS, usage.completionTokens());
    }

    private void count(AttributeKey<Long> name, long tokens) {
        if (tokens > 0) {
            span.setAttribute(name, tokens);
        }
    }

    private void became(AttemptRecord call) {
        span.setAttribute(Names.COST_USD, call.charge().microUsd() / 1e6);
        if (call.charge().isWasted()) {
            span.setAttribute(Names.DISCARDED, true);
        }
        Problem problem = call.problem();
        if (problem == null) {
            return;
        }
        span.setAttribute(Names.ERROR_TYPE, Conventions.errorType(problem));
        if (problem instanceof UpstreamProblem failed) {
            boolean isFault =
                    switch (failed.kind()) {
                        case OVERTAKEN, DOUBTED, DISAGREED -> false;
                        default -> true;
                    };
            if (isFault) {
                // In words of ours: a provider's own may quote the prompt.
                span.setStatus(StatusCode.ERROR, failed.reason());
            }
        } else if (!(problem instanceof ClientDisconnected)) {
            span.setStatus(StatusCode.ERROR);
        }
    }
}

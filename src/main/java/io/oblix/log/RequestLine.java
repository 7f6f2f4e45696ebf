package io.oblix.log;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.RequestRecord;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The line of one request: model, side, reason, tokens, duration. Never a prompt, never a key.
 *
 * @param traceId empty without one
 */
record RequestLine(RequestRecord request, String traceId) implements LogFields {

    private static final int OK = 200;
    private static final int MICRO = 6;

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField(JsonLine.REQUEST_ID, request.id());
        JsonLine.write(json, JsonLine.TRACE_ID, traceId);
        JsonLine.write(json, JsonLine.KEY, request.key());
        json.writeStringField("dialect", request.dialect());
        json.writeStringField("requested_model", request.requestedModel());
        AnsweredBy by = request.by();
        if (by != null) {
            json.writeStringField("policy", by.policy());
            json.writeStringField("reason", by.reason());
            json.writeStringField("target", by.target());
            json.writeStringField("model", by.model());
            json.writeBooleanField("fallback", by.fallback());
            json.writeNumberField("attempts", by.attempts());
        }
        json.writeNumberField("input_tokens", request.usage().promptTokens());
        json.writeNumberField("output_tokens", request.usage().completionTokens());
        Bill.Sums sums = by == null ? null : by.bill().sums();
        if (sums != null && sums.isPriced()) {
            json.writeNumberField("cost_usd", BigDecimal.valueOf(sums.microUsd(), MICRO));
        }
        Duration firstToken = request.firstToken();
        if (firstToken != null) {
            json.writeNumberField("first_token_ms", firstToken.toMillis());
        }
        json.writeNumberField("total_ms", request.duration().toMillis());
        Problem problem = request.problem();
        json.writeNumberField("status", problem == null ? OK : problem.status());
        if (problem != null) {
            json.writeStringField("error", code(problem));
        }
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(160);
        line.append(request.id()).append(' ').append(request.requestedModel());
        AnsweredBy by = request.by();
        if (by != null) {
            line.append(" -> ")
                    .append(by.model())
                    .append(" (")
                    .append(by.target())
                    .append(", ");
            line.append(by.reason());
            if (by.fallback()) {
                line.append(", fallback");
            }
            line.append(", attempts ").append(by.attempts()).append(')');
        }
        if (request.usage().totalTokens() > 0) {
            line.append(" tokens ").append(request.usage().promptTokens()).append('+');
            line.append(request.usage().completionTokens());
        }
        Duration firstToken = request.firstToken();
        if (firstToken != null && request.streaming()) {
            line.append(" first token ").append(firstToken.toMillis()).append(" ms");
        }
        line.append(' ').append(request.duration().toMillis()).append(" ms");
        Problem problem = request.problem();
        if (problem != null) {
            line.append(' ').append(problem.status()).append(' ').append(loggable(problem));
        }
        return line.toString();
    }

    /** A message about a rejected request may quote the prompt, and so is logged without what it has in common with it. */
    private String loggable(Problem problem) {
        boolean mayQuote = !(problem instanceof UpstreamProblem upstream)
                ? problem.status() < 500 || problem instanceof AllTargetsFailed
                : upstream.kind() == FailureKind.REQUEST_REJECTED
                        || upstream.kind() == FailureKind.LACKS_ABILITY
                        || upstream.kind() == FailureKind.CONTENT_POLICY;
        if (!mayQuote) {
            return problem.text();
        }
        String reason = request.reason();
        return reason.isEmpty() ? code(problem) : code(problem) + ": " + reason;
    }

    private static String code(Problem problem) {
        return problem.code() == null ? problem.type() : problem.code();
    }
}

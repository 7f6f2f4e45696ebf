package io.oblix.log;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.json.Json;
import io.oblix.key.AuditLog;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A line of the audit log for each request of a key: what was decided, who answered, or why it was refused. */
public final class RequestAudit implements RequestListener {

    private static final int OK = 200;

    @Override
    public void ended(RequestRecord request) {
        if (!request.key().isEmpty()) {
            AuditLog.write(new Line(request, System.currentTimeMillis()));
        }
    }

    /** @param atMillis when the request ended, since 1970 */
    record Line(RequestRecord request, long atMillis) implements AuditLog.Line {

        @Override
        public String event() {
            return request.problem() instanceof KeyProblem ? "refusal" : "request";
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStringField("at", UtcTime.text(atMillis));
            json.writeStringField("event", event());
            json.writeStringField("who", request.key());
            json.writeStringField("request", request.id());
            json.writeStringField("dialect", request.dialect());
            Problem problem = request.problem();
            if (problem != null) {
                // Often nothing was decided, and what was need not be what was asked for.
                json.writeStringField("asked", request.requestedModel());
            }
            AnsweredBy by = request.by();
            if (by != null) {
                json.writeStringField("policy", by.policy());
                json.writeStringField("reason", by.reason());
                json.writeStringField("target", by.target());
                json.writeStringField("model", by.model());
                json.writeNumberField("attempts", by.attempts());
            }
            json.writeNumberField("tokens", request.usage().totalTokens());
            json.writeNumberField("status", problem == null ? OK : problem.status());
            if (problem != null) {
                json.writeStringField("code", problem.code() == null ? problem.type() : problem.code());
            }
        }

        @Override
        public String toString() {
            return new String(Json.line(this), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}

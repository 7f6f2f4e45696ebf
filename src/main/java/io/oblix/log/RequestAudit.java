package io.oblix.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.json.Json;
import io.oblix.key.AuditLog;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;

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
        public ObjectNode json() {
            Problem problem = request.problem();
            ObjectNode line = Json.object()
                    .put("at", UtcTime.text(atMillis))
                    .put("event", problem instanceof KeyProblem ? "refusal" : "request")
                    .put("who", request.key())
                    .put("request", request.id())
                    .put("dialect", request.dialect());
            AnsweredBy by = request.by();
            if (by != null) {
                line.put("policy", by.policy())
                        .put("reason", by.reason())
                        .put("target", by.target())
                        .put("model", by.model())
                        .put("attempts", by.attempts());
            }
            line.put("tokens", request.usage().totalTokens()).put("status", problem == null ? OK : problem.status());
            if (problem != null) {
                line.put("code", problem.code() == null ? problem.type() : problem.code());
            }
            return line;
        }

        @Override
        public String toString() {
            return json().toString();
        }
    }
}

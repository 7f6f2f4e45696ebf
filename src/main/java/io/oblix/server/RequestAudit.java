package io.oblix.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.key.AuditLog;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;

/** A line of the audit log for each request of a key: what was decided, who answered, or why it was refused. */
public final class RequestAudit implements RequestListener {

    @Override
    public void ended(RequestRecord request) {
        if (!request.key().isEmpty()) {
            AuditLog.write(line(request));
        }
    }

    static ObjectNode line(RequestRecord request) {
        Problem problem = request.problem();
        ObjectNode line = AuditLog.line(problem instanceof KeyProblem ? "refusal" : "request", request.key())
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
        line.put("tokens", request.usage().totalTokens()).put("status", problem == null ? 200 : problem.status());
        if (problem != null) {
            line.put("code", problem.code() == null ? problem.type() : problem.code());
        }
        return line;
    }
}

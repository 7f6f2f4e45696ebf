package io.oblix.server;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request: model, side, reason, tokens, duration. Never a prompt, never a key. */
public final class RequestLog implements RequestListener {

    private static final Logger LOG = LoggerFactory.getLogger("oblix.request");

    @Override
    public void ended(RequestRecord request) {
        LOG.info("{}", line(request));
    }

    static String line(RequestRecord request) {
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
            line.append(' ').append(problem.status()).append(' ').append(loggable(problem, request.reason()));
        }
        return line.toString();
    }

    /** A message about a rejected request may quote the prompt, and so is logged without what it has in common with it. */
    private static String loggable(Problem problem, String reason) {
        boolean mayQuote = !(problem instanceof UpstreamProblem upstream)
                ? problem.status() < 500 || problem instanceof AllTargetsFailed
                : upstream.kind() == UpstreamProblem.Kind.REQUEST_REJECTED
                        || upstream.kind() == UpstreamProblem.Kind.LACKS_ABILITY
                        || upstream.kind() == UpstreamProblem.Kind.CONTENT_POLICY;
        if (!mayQuote) {
            return problem.text();
        }
        String code = problem.code() == null ? problem.type() : problem.code();
        return reason.isEmpty() ? code : code + ": " + reason;
    }
}

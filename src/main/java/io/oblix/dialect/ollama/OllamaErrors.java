package io.oblix.dialect.ollama;

import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.server.reply.ErrorShape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Errors in Ollama's shape, {@code {"error":"text"}} (server/routes.go); its clients know a busy server as a 503 only. */
public interface OllamaErrors extends ErrorShape {

    /** The shape for paths that no model answers. */
    OllamaErrors SHAPE = new OllamaErrors() {};

    /** Ollama's own words (server/sched.go); clients look for them. */
    String BUSY = "server busy, please try again.  maximum pending requests exceeded";

    Pattern NAME = Pattern.compile("`([^`]*)`");

    @Override
    default int status(Problem problem) {
        if (asOllamaSaid(problem) != null) {
            return ((UpstreamProblem) problem).answered().status();
        }
        return isBusy(problem) ? 503 : problem.status();
    }

    @Override
    default byte[] error(Problem problem, String requestId) {
        byte[] said = asOllamaSaid(problem);
        return said == null ? Json.bytes(Json.object().put("error", words(problem))) : said;
    }

    private static byte @Nullable [] asOllamaSaid(Problem problem) {
        if (problem instanceof UpstreamProblem upstream && upstream.kind() != FailureKind.KEY_REJECTED) {
            byte[] body = upstream.answered().body();
            return body == null || Json.text(Json.objectOrNull(body), "error") == null ? null : body;
        }
        return null;
    }

    private static boolean isBusy(Problem problem) {
        return problem instanceof UpstreamProblem upstream
                && (upstream.kind() == FailureKind.RATE_LIMITED || upstream.kind() == FailureKind.QUEUE_FULL);
    }

    private static String words(Problem problem) {
        if (isBusy(problem)) {
            return BUSY;
        } else if (problem instanceof RequestProblem && "model_not_found".equals(problem.code())) {
            Matcher name = NAME.matcher(problem.text());
            return name.find() ? "model '" + name.group(1) + "' not found" : problem.text();
        }
        return problem.text();
    }
}

package io.oblix.chat;

import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of an error. OpenAI's clients repeat a 429 or a 5xx twice on their own; after this server has tried all
 * that it may, {@code x-should-retry: false} keeps the tries from multiplying.
 */
final class RefusalHeaders {

    private RefusalHeaders() {}

    static Map<String, String> of(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem instanceof UpstreamProblem upstream) {
            headers.putAll(upstream.upstreamHeaders());
        }
        Duration wait = problem.retryAfter();
        if (wait != null) {
            headers.put("retry-after", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
        }
        boolean allDone = problem instanceof AllTargetsFailed
                || (problem instanceof UpstreamProblem upstream && !(isRateLimit(upstream) && wait != null));
        if (allDone) {
            headers.put(OblixHeaders.SHOULD_RETRY, "false");
        }
        return headers;
    }

    /** A wait that the provider asked for and that was too long for us may be worth it to the caller. */
    private static boolean isRateLimit(UpstreamProblem problem) {
        return problem.kind() == UpstreamProblem.Kind.RATE_LIMITED;
    }
}

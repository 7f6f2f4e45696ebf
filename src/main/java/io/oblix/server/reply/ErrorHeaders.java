package io.oblix.server.reply;

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
public final class ErrorHeaders {

    private static final String RETRY_AFTER = "retry-after";

    /** What nobody waits for is no help to a client that obeys. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private ErrorHeaders() {}

    public static Map<String, String> of(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem instanceof UpstreamProblem upstream) {
            headers.putAll(upstream.upstreamHeaders());
            // A provider's own may be anything; what could be made of it is the problem's.
            headers.remove(RETRY_AFTER);
            headers.remove("retry-after-ms");
        }
        Duration wait = problem.retryAfter();
        if (wait != null) {
            headers.put(RETRY_AFTER, Long.toString(seconds(wait)));
        }
        boolean allDone = problem instanceof AllTargetsFailed
                || (problem instanceof UpstreamProblem upstream && !(isBusy(upstream) && wait != null));
        if (allDone) {
            headers.put(OblixHeaders.SHOULD_RETRY, "false");
        }
        return headers;
    }

    private static long seconds(Duration wait) {
        Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        return Math.max(1, (bounded.toMillis() + 999) / 1000);
    }

    /** A wait that the provider or our queue asks for and that was too long for us may be worth it to the caller. */
    private static boolean isBusy(UpstreamProblem problem) {
        return problem.kind() == UpstreamProblem.Kind.RATE_LIMITED || problem.kind() == UpstreamProblem.Kind.QUEUE_FULL;
    }
}

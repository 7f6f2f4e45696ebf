package io.oblix.server.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.BudgetExceeded;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers and the body of an error. OpenAI's clients retry a 429 or a 5xx twice on their own; after this server has tried all
 * targets, {@code x-should-retry: false} keeps the attempts from multiplying.
 */
public final class ErrorReply {

    private static final String RETRY_AFTER = "retry-after";

    /** A longer wait would only hang a client that obeys it. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private static final Duration SOON = Duration.ofSeconds(10);

    private ErrorReply() {}

    /** OpenAI's error body: {@code {"error":{"message","type","param","code"}}}, all four keys always. */
    public static byte[] body(Problem problem) {
        return body(problem, problem.param());
    }

    /** @param param the field at fault, where the client's API has another name for it */
    public static byte[] body(Problem problem, @Nullable String param) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", problem.text())
                .put("type", problem.type())
                .put("param", param)
                .put("code", problem.code());
        return Json.bytes(body);
    }

    public static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (problem instanceof UpstreamProblem upstream) {
            headers.putAll(upstream.upstreamHeaders());
            // A provider's own value may be anything; what it was understood as is in the problem.
            headers.remove(RETRY_AFTER);
            headers.remove("retry-after-ms");
        }
        if (problem instanceof KeyProblem && problem.status() == 401) {
            headers.put("www-authenticate", "Bearer");
        }
        Duration wait = problem.retryAfter();
        if (wait != null) {
            // The next month may be far, and is as far as that.
            Duration bounded = BudgetExceeded.is(problem) || wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            headers.put(RETRY_AFTER, Long.toString(seconds(bounded)));
        }
        boolean allDone = problem instanceof AllTargetsFailed
                || (problem instanceof KeyProblem && wait == null)
                || (problem instanceof BudgetExceeded && !isSoon(wait))
                || (problem instanceof UpstreamProblem upstream && !(isBusy(upstream) && wait != null));
        if (allDone) {
            headers.put(OblixHeaders.SHOULD_RETRY, "false");
        }
        return headers;
    }

    /** Whether what running calls have reserved is waited for, and not another day. */
    private static boolean isSoon(@Nullable Duration wait) {
        return wait != null && wait.compareTo(SOON) <= 0;
    }

    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }

    /**
     * A wait that the provider or our queue asks for, and that was too long for us, may suit the client. So may that of an
     * open circuit, where nothing was tried.
     */
    private static boolean isBusy(UpstreamProblem problem) {
        return switch (problem.kind()) {
            case RATE_LIMITED, QUEUE_FULL, BREAKER_OPEN -> true;
            case BUDGET_SPENT -> isSoon(problem.retryAfter());
            default -> false;
        };
    }
}

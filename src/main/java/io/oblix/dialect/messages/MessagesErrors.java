package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.ContextLimit;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.server.reply.ErrorReply;
import io.oblix.server.reply.ErrorShape;
import io.oblix.server.reply.LimitHeaders;
import io.oblix.server.reply.OblixHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Errors in Anthropic's shape (https://platform.claude.com/docs/en/api/errors). Claude Code repeats a 401, 429 or 5xx for
 * minutes unless {@code x-should-retry: false} is there, and compacts its conversation by the words "prompt is too long".
 */
public interface MessagesErrors extends ErrorShape {

    /** The shape for paths of Anthropic's API that no route serves. */
    MessagesErrors SHAPE = new MessagesErrors() {};

    int OVERLOADED = 529;

    Pattern NUMBER = Pattern.compile("\\d[\\d,]{2,11}");
    Pattern TOO_LONG = Pattern.compile("prompt is too long: \\d+ tokens > \\d+ maximum");
    Pattern QUOTED = Pattern.compile("`([^`]*)`");

    @Override
    default int status(Problem problem) {
        if (asProviderSaid(problem) != null) {
            return ((UpstreamProblem) problem).answered().status();
        }
        if (problem instanceof UpstreamProblem upstream) {
            return switch (upstream.kind()) {
                // A circuit that limits have opened has their status.
                case OVERLOADED, BREAKER_OPEN -> problem.status() == 429 ? 429 : OVERLOADED;
                default -> problem.status();
            };
        }
        return isByLoad(problem) ? OVERLOADED : problem.status();
    }

    private static boolean isByLoad(Problem problem) {
        return problem instanceof AllTargetsFailed all && all.isByLoad();
    }

    @Override
    default Map<String, String> headers(Problem problem, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(ErrorReply.headers(problem));
        headers.put(MessagesDialect.REQUEST_ID, requestId);
        if (problem.retryAfter() == null && status(problem) != 400) {
            headers.put(OblixHeaders.SHOULD_RETRY, "false");
        }
        return headers;
    }

    @Override
    default LimitHeaders limits() {
        return LimitHeaders.ANTHROPIC;
    }

    @Override
    default byte[] error(Problem problem, String requestId) {
        byte[] said = asProviderSaid(problem);
        if (said != null) {
            return said;
        }
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type(problem)).put("message", message(problem));
        return Json.bytes(body.put("request_id", requestId));
    }

    /** Claude's own words, by which clients recover; but what it says of our key is not for them. */
    private static byte @Nullable [] asProviderSaid(Problem problem) {
        if (problem instanceof UpstreamProblem upstream && upstream.kind() != FailureKind.KEY_REJECTED) {
            byte[] body = upstream.answered().body();
            return body == null || Json.objectOrNull(body) == null ? null : body;
        }
        return null;
    }

    private static String type(Problem problem) {
        if (problem instanceof UpstreamProblem upstream) {
            return problem.status() == 429 ? "rate_limit_error" : type(upstream.kind());
        } else if (problem instanceof AllTargetsFailed) {
            return isByLoad(problem) ? "overloaded_error" : "api_error";
        } else if (problem instanceof ServerProblem) {
            return problem.status() == 503 ? "overloaded_error" : "api_error";
        }
        return switch (problem.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            default -> "invalid_request_error";
        };
    }

    private static String type(FailureKind kind) {
        return switch (kind) {
            case REQUEST_REJECTED, CONTEXT_EXCEEDED, CONTENT_POLICY -> "invalid_request_error";
            case MODEL_NOT_FOUND -> "not_found_error";
            case CONFLICT -> "conflict_error";
            case TOO_LARGE -> "request_too_large";
            case OVERLOADED, BREAKER_OPEN -> "overloaded_error";
            case TIMED_OUT -> "timeout_error";
            default -> "api_error";
        };
    }

    private static String message(Problem problem) {
        if (problem instanceof UpstreamProblem upstream && upstream.kind() == FailureKind.CONTEXT_EXCEEDED) {
            return tooLong(upstream);
        }
        if (problem instanceof RequestProblem && "model_not_found".equals(problem.code())) {
            Matcher name = QUOTED.matcher(problem.text());
            return name.find() ? "model: " + name.group(1) : problem.text();
        }
        return problem.text();
    }

    /** Claude Code reads both numbers. They are the provider's own, or else our estimate and its window. */
    private static String tooLong(UpstreamProblem problem) {
        Matcher anthropics = TOO_LONG.matcher(problem.detail());
        if (anthropics.find()) {
            return anthropics.group();
        }
        long most = 0;
        long least = Long.MAX_VALUE;
        int found = 0;
        Matcher number = NUMBER.matcher(problem.detail());
        while (number.find()) {
            long value = Long.parseLong(number.group().replace(",", ""));
            most = Math.max(most, value);
            least = Math.min(least, value);
            found++;
        }
        int limit = ContextLimit.tokens(problem.detail());
        if (limit > 0) {
            least = limit;
            found = most > limit ? 2 : 1;
        }
        UpstreamProblem.Excess excess = problem.answered().excess();
        if (found < 2 && excess != null) {
            least = excess.windowTokens();
            most = Math.max(excess.promptTokens(), least + 1);
            found = 2;
        }
        return found >= 2 && most > least
                ? "prompt is too long: " + most + " tokens > " + least + " maximum"
                : "prompt is too long: " + problem.detail();
    }
}

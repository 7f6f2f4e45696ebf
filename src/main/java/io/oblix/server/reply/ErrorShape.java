package io.oblix.server.reply;

import io.oblix.problem.Problem;
import java.util.Map;

/** How the clients of one API expect errors. */
@FunctionalInterface
public interface ErrorShape {

    /** OpenAI's, and that of every path that belongs to no other API. */
    ErrorShape OPENAI = (problem, requestId) -> ErrorReply.body(problem);

    byte[] error(Problem problem, String requestId);

    default int status(Problem problem) {
        return problem.status();
    }

    default Map<String, String> headers(Problem problem, String requestId) {
        return ErrorReply.headers(problem);
    }

    /** The headers that tell how the limits of a request's key stand. */
    default LimitHeaders limits() {
        return LimitHeaders.OPENAI;
    }
}

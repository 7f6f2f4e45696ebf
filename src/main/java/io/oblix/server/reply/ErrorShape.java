package io.oblix.server.reply;

import io.oblix.key.KeyUse;
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

    /** How the limits of a request's key stand; none for a key without limits. */
    default Map<String, String> limits(KeyUse use) {
        return LimitHeaders.openAi(use);
    }
}

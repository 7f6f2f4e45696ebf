package io.oblix.problem;

/** OpenAI's values of {@code error.type}, and of {@code error.code} where several problems share one. */
final class ErrorTerms {

    static final String INVALID_REQUEST = "invalid_request_error";
    static final String SERVER_ERROR = "server_error";
    static final String RATE_LIMIT = "rate_limit_error";
    static final String NO_QUOTA = "insufficient_quota";

    static final String RATE_LIMIT_EXCEEDED = "rate_limit_exceeded";
    static final String BUDGET_EXCEEDED = "budget_exceeded";
    static final String UNAVAILABLE = "upstream_unavailable";

    private ErrorTerms() {}
}

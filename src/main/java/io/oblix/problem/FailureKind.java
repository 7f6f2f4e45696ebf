package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.BUDGET_EXCEEDED;
import static io.oblix.problem.ErrorTerms.INVALID_REQUEST;
import static io.oblix.problem.ErrorTerms.NO_QUOTA;
import static io.oblix.problem.ErrorTerms.RATE_LIMIT;
import static io.oblix.problem.ErrorTerms.RATE_LIMIT_EXCEEDED;
import static io.oblix.problem.ErrorTerms.SERVER_ERROR;
import static io.oblix.problem.ErrorTerms.UNAVAILABLE;

import org.jspecify.annotations.Nullable;

/**
 * What to do about the failure of a call to a provider: which status, type and code the client gets if nothing answers,
 * whether to retry, whether another target may do it, and whether the provider is at fault, which a circuit breaker
 * counts. The words are safe to show to any client.
 */
public enum FailureKind {
    /** A mistake in the request: the same everywhere. */
    REQUEST_REJECTED(400, INVALID_REQUEST, null, Retry.NEVER, false, false, "it rejects the request"),
    CONTENT_POLICY(400, INVALID_REQUEST, "content_policy_violation", Retry.NEVER, false, false, "content policy"),
    CONTEXT_EXCEEDED(400, INVALID_REQUEST, "context_length_exceeded", Retry.NEVER, true, false, "too long a prompt"),

    /** The model or its server cannot do what the request asks for; another may. */
    LACKS_ABILITY(400, INVALID_REQUEST, null, Retry.NEVER, true, false, "it cannot do that"),
    MODEL_NOT_FOUND(404, INVALID_REQUEST, "model_not_found", Retry.NEVER, true, false, "no such model"),

    /** The address takes no such calls: settings, a proxy or the server's version are wrong. It stays like that. */
    NOT_SERVED(502, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, false, "it takes no such calls"),

    /** With another request at the same provider, so it passes and is no fault. */
    CONFLICT(409, INVALID_REQUEST, "conflict", Retry.ALWAYS, true, false, "a conflict"),
    TOO_LARGE(413, INVALID_REQUEST, "request_too_large", Retry.NEVER, true, false, "too large a request"),
    KEY_REJECTED(502, SERVER_ERROR, "provider_key_rejected", Retry.NEVER, true, false, "its key is refused"),
    QUOTA_EXHAUSTED(429, NO_QUOTA, NO_QUOTA, Retry.NEVER, true, true, "its quota is used up"),
    RATE_LIMITED(429, RATE_LIMIT, RATE_LIMIT_EXCEEDED, Retry.IF_ASKED, true, true, "rate limit exceeded"),
    OVERLOADED(503, SERVER_ERROR, "overloaded", Retry.IF_ASKED_OR_ALONE, true, true, "overloaded"),
    FAILED(500, SERVER_ERROR, null, Retry.ALWAYS, true, true, "an error of its own"),
    TIMED_OUT(504, SERVER_ERROR, "timeout", Retry.NEVER, true, true, "no answer in time"),
    UNREACHABLE(502, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, true, "it cannot be reached"),
    CONNECTION_LOST(502, SERVER_ERROR, UNAVAILABLE, Retry.ALWAYS, true, true, "the connection was lost"),

    /** The connection ended in the middle of the answer. */
    CUT_OFF(502, SERVER_ERROR, UNAVAILABLE, Retry.IF_ASKED_OR_ALONE, true, true, "the answer was cut off"),
    BROKEN_ANSWER(502, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, true, "an answer that cannot be read"),

    /** A second answer does not begin with what the client has of the first, which is no fault of the provider. */
    DISAGREED(502, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, false, "another answer"),

    /** Another model, which was asked as well, began to answer before it. */
    OVERTAKEN(502, SERVER_ERROR, "overtaken", Retry.NEVER, true, false, "another model was faster"),

    /** An answer that looks bad, while another model can answer instead: no fault of the provider. */
    DOUBTED(502, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, false, "an answer that looks bad"),

    /** Nothing was asked, as what the caller may spend does not pay for it. */
    BUDGET_SPENT(429, NO_QUOTA, BUDGET_EXCEEDED, Retry.NEVER, true, false, "the budget is spent"),
    QUEUE_FULL(429, RATE_LIMIT, RATE_LIMIT_EXCEEDED, Retry.NEVER, true, false, "busy"),

    /** Nothing was asked, as a look at the provider has not told yet whether the model can do it. */
    NOT_KNOWN_YET(
            503, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, false, "it is not known yet whether it can do that"),
    BREAKER_OPEN(503, SERVER_ERROR, UNAVAILABLE, Retry.NEVER, true, false, "circuit open");

    private final int status;
    private final String type;
    private final @Nullable String code;
    private final Retry retry;
    private final boolean worthFallback;
    private final boolean providersFault;
    private final String words;

    FailureKind(
            int status,
            String type,
            @Nullable String code,
            Retry retry,
            boolean worthFallback,
            boolean providersFault,
            String words) {
        this.status = status;
        this.type = type;
        this.code = code;
        this.retry = retry;
        this.worthFallback = worthFallback;
        this.providersFault = providersFault;
        this.words = words;
    }

    /** Whether another target may succeed. */
    public boolean worthFallback() {
        return worthFallback;
    }

    /** Whether a circuit breaker counts it; a mistake in the request does not count. */
    public boolean providersFault() {
        return providersFault;
    }

    /** The provider's own status, unless the kind has a better one: a 422 does not become a 400. */
    int status(int answered) {
        boolean client = this == REQUEST_REJECTED && answered / 100 == 4;
        boolean server = this == FAILED && answered / 100 == 5;
        return client || server ? answered : status;
    }

    /** {@code error.type} for the client. */
    String type() {
        return type;
    }

    /** {@code error.code} for the client: the provider's own where the request is at fault, and it gave one. */
    @Nullable String code(@Nullable String providersCode) {
        boolean clientsMistake = this == REQUEST_REJECTED || this == CONTENT_POLICY || this == LACKS_ABILITY;
        return clientsMistake && providersCode != null ? providersCode : code;
    }

    /** What happened, fit for any client. */
    String words() {
        return words;
    }

    /**
     * Whether the same target is worth a second call, where the provider did not say so itself.
     *
     * @param alone whether there is no other target
     * @param isTold whether the provider said how long to wait
     */
    boolean worthRetrying(boolean alone, boolean isTold) {
        return switch (retry) {
            case NEVER -> false;
            case IF_ASKED -> isTold;
            case IF_ASKED_OR_ALONE -> alone || isTold;
            case ALWAYS -> true;
        };
    }

    /** When the same target is asked again. */
    private enum Retry {
        NEVER,

        /** If the provider said how long to wait. */
        IF_ASKED,

        /** The same, or if there is no other target; another one would be faster. */
        IF_ASKED_OR_ALONE,
        ALWAYS
    }
}

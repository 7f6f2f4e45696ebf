package io.oblix.problem;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The failure of one call to a provider, in one vocabulary for all providers. */
public final class UpstreamProblem extends Problem {

    private static final long serialVersionUID = 1L;

    /** What to do about it: whether to retry, whether to fall back, and whether the provider is at fault. */
    public enum Kind {
        REQUEST_REJECTED(400, "invalid_request_error", null, Retry.NEVER, false, false),
        CONTENT_POLICY(400, "invalid_request_error", "content_policy_violation", Retry.NEVER, false, false),
        CONTEXT_EXCEEDED(400, "invalid_request_error", "context_length_exceeded", Retry.NEVER, true, false),
        MODEL_NOT_FOUND(404, "invalid_request_error", "model_not_found", Retry.NEVER, true, false),
        CONFLICT(409, "invalid_request_error", "conflict", Retry.NEVER, false, false),
        TOO_LARGE(413, "invalid_request_error", "request_too_large", Retry.NEVER, true, false),
        KEY_REJECTED(502, "server_error", "provider_key_rejected", Retry.NEVER, true, false),
        QUOTA_EXHAUSTED(429, "insufficient_quota", "insufficient_quota", Retry.NEVER, true, true),
        RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded", Retry.IF_ASKED, true, true),
        OVERLOADED(503, "server_error", "overloaded", Retry.IF_ASKED_OR_ALONE, true, true),
        FAILED(500, "server_error", null, Retry.ALWAYS, true, true),
        TIMED_OUT(504, "server_error", "timeout", Retry.NEVER, true, true),
        UNREACHABLE(502, "server_error", "upstream_unavailable", Retry.NEVER, true, true),
        CONNECTION_LOST(502, "server_error", "upstream_unavailable", Retry.ALWAYS, true, true),

        /** The connection ended in the middle of the answer. */
        CUT_OFF(502, "server_error", "upstream_unavailable", Retry.IF_ASKED_OR_ALONE, true, true),
        BROKEN_ANSWER(502, "server_error", "upstream_unavailable", Retry.NEVER, true, true),

        /** A second answer does not begin with what the client has of the first, which is no fault of the provider. */
        DISAGREED(502, "server_error", "upstream_unavailable", Retry.NEVER, true, false),
        QUEUE_FULL(429, "rate_limit_error", "rate_limit_exceeded", Retry.NEVER, true, false),
        BREAKER_OPEN(503, "server_error", "upstream_unavailable", Retry.NEVER, true, false);

        private final int status;
        private final String type;
        private final @Nullable String code;
        private final Retry retry;
        private final boolean worthFallback;
        private final boolean providersFault;

        Kind(
                int status,
                String type,
                @Nullable String code,
                Retry retry,
                boolean worthFallback,
                boolean providersFault) {
            this.status = status;
            this.type = type;
            this.code = code;
            this.retry = retry;
            this.worthFallback = worthFallback;
            this.providersFault = providersFault;
        }

        /** Whether another target may succeed. */
        public boolean worthFallback() {
            return worthFallback;
        }

        /** Whether a circuit breaker counts it; a mistake in the request does not count. */
        public boolean providersFault() {
            return providersFault;
        }
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

    private final Kind kind;
    private final String target;
    private final @Nullable String providersCode;
    private final Answered answered;

    /**
     * What else the provider's HTTP answer said.
     *
     * @param status its own status; 0 when there was no answer
     * @param shouldRetry whether it asked for a retry, which overrides the kind; null if it did not say
     * @param headers those that are passed on to the client, by their names in lower case
     * @param body the error as the provider worded it, in the client's own dialect; null if it speaks another one
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Answered(
            int status, @Nullable Boolean shouldRetry, Map<String, String> headers, byte @Nullable [] body) {

        static final Answered NOTHING = new Answered(0, null, Map.of());

        public Answered(int status, @Nullable Boolean shouldRetry, Map<String, String> headers) {
            this(status, shouldRetry, headers, null);
        }
    }

    /**
     * @param target the model that was asked, as {@code provider:model}
     * @param message its error, without secrets
     * @param param the request field at fault, if known
     * @param retryAfter the wait that it asked for, if any
     */
    public UpstreamProblem(
            Kind kind, String target, String message, @Nullable String param, @Nullable Duration retryAfter) {
        this(kind, target, target + ": " + message, param, null, retryAfter, Answered.NOTHING);
    }

    private UpstreamProblem(
            Kind kind,
            String target,
            String text,
            @Nullable String param,
            @Nullable String providersCode,
            @Nullable Duration retryAfter,
            Answered answered) {
        super(status(kind, answered.status()), kind.type, code(kind, providersCode), param, retryAfter, text, null);
        this.providersCode = providersCode;
        this.kind = kind;
        this.target = target;
        this.answered = answered;
    }

    /** The provider's own status, unless the kind has a better one: a 422 does not become a 400. */
    private static int status(Kind kind, int answered) {
        boolean client = kind == Kind.REQUEST_REJECTED && answered / 100 == 4;
        boolean server = kind == Kind.FAILED && answered / 100 == 5;
        return client || server ? answered : kind.status;
    }

    private static @Nullable String code(Kind kind, @Nullable String providersCode) {
        boolean clientsMistake = kind == Kind.REQUEST_REJECTED || kind == Kind.CONTENT_POLICY;
        return clientsMistake && providersCode != null ? providersCode : kind.code;
    }

    /** The same problem, with what else the provider's answer said. */
    public UpstreamProblem with(Answered said) {
        return new UpstreamProblem(kind, target, text(), param(), providersCode, retryAfter(), said);
    }

    /** The same problem with the provider's own code, by which clients of OpenAI's API tell rejections apart. */
    public UpstreamProblem withCode(@Nullable String code) {
        return new UpstreamProblem(kind, target, text(), param(), code, retryAfter(), answered);
    }

    public UpstreamProblem(Kind kind, String target, String message) {
        this(kind, target, message, null, null);
    }

    public Kind kind() {
        return kind;
    }

    public String target() {
        return target;
    }

    /** What else the provider's HTTP answer said. */
    public Answered answered() {
        return answered;
    }

    /** The provider's own message, without the name of the model before it. */
    public String detail() {
        String text = text();
        return text.startsWith(target + ": ") ? text.substring(target.length() + 2) : text;
    }

    /**
     * Whether a retry of the same target is likely to succeed: by what the provider said, or else by the kind.
     *
     * @param alone whether there is no other target
     */
    public boolean worthRetrying(boolean alone) {
        Boolean said = answered.shouldRetry();
        if (said != null) {
            return said;
        }
        return switch (kind.retry) {
            case NEVER -> false;
            case IF_ASKED -> retryAfter() != null;
            case IF_ASKED_OR_ALONE -> alone || retryAfter() != null;
            case ALWAYS -> true;
        };
    }

    /** Headers of the provider's answer that are passed on to the client. */
    public Map<String, String> upstreamHeaders() {
        return answered.headers();
    }
}

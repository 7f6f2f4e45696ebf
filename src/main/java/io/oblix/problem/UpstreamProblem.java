package io.oblix.problem;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one model's provider answered instead of an answer, in one vocabulary for all providers. */
public final class UpstreamProblem extends Problem {

    private static final long serialVersionUID = 1L;

    /** What to do about it: try the same target again, try the other one, and whether the provider is to blame. */
    public enum Kind {
        REQUEST_REJECTED(400, "invalid_request_error", null, Again.NEVER, false, false),
        CONTENT_POLICY(400, "invalid_request_error", "content_policy_violation", Again.NEVER, false, false),
        CONTEXT_EXCEEDED(400, "invalid_request_error", "context_length_exceeded", Again.NEVER, true, false),
        MODEL_NOT_FOUND(404, "invalid_request_error", "model_not_found", Again.NEVER, true, false),
        CONFLICT(409, "invalid_request_error", "conflict", Again.NEVER, false, false),
        TOO_LARGE(413, "invalid_request_error", "request_too_large", Again.NEVER, true, false),
        KEY_REJECTED(502, "server_error", "provider_key_rejected", Again.NEVER, true, false),
        QUOTA_EXHAUSTED(429, "insufficient_quota", "insufficient_quota", Again.NEVER, true, true),
        RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded", Again.WHEN_TOLD, true, true),
        OVERLOADED(503, "server_error", "overloaded", Again.WHEN_TOLD_OR_ALONE, true, true),
        FAILED(500, "server_error", null, Again.ALWAYS, true, true),
        TIMED_OUT(504, "server_error", "timeout", Again.NEVER, true, true),
        UNREACHABLE(502, "server_error", "upstream_unavailable", Again.NEVER, true, true),
        CONNECTION_LOST(502, "server_error", "upstream_unavailable", Again.ALWAYS, true, true),

        /** The connection ended in the middle of the answer. */
        CUT_OFF(502, "server_error", "upstream_unavailable", Again.WHEN_TOLD_OR_ALONE, true, true),
        BROKEN_ANSWER(502, "server_error", "upstream_unavailable", Again.NEVER, true, true),

        /** A second run does not begin with what the caller has of the first: nobody is to blame. */
        DISAGREED(502, "server_error", "upstream_unavailable", Again.NEVER, true, false),
        QUEUE_FULL(429, "rate_limit_error", "rate_limit_exceeded", Again.NEVER, true, false),
        BREAKER_OPEN(503, "server_error", "upstream_unavailable", Again.NEVER, true, false);

        private final int status;
        private final String type;
        private final @Nullable String code;
        private final Again again;
        private final boolean worthFallback;
        private final boolean providersFault;

        Kind(
                int status,
                String type,
                @Nullable String code,
                Again again,
                boolean worthFallback,
                boolean providersFault) {
            this.status = status;
            this.type = type;
            this.code = code;
            this.again = again;
            this.worthFallback = worthFallback;
            this.providersFault = providersFault;
        }

        /** Whether another target may answer what this one did not. */
        public boolean worthFallback() {
            return worthFallback;
        }

        /** Whether a circuit breaker counts it: a caller's mistake is no failure of the provider. */
        public boolean providersFault() {
            return providersFault;
        }
    }

    /** When the same target is asked once more. */
    private enum Again {
        NEVER,

        /** When it said how long to wait. */
        WHEN_TOLD,

        /** Then, or when there is no other target: another one is the quicker way. */
        WHEN_TOLD_OR_ALONE,
        ALWAYS
    }

    private final Kind kind;
    private final String target;
    private final @Nullable Duration retryAfter;
    private final @Nullable String providersCode;
    private final @Nullable String param;
    private final Answered answered;

    /**
     * What the provider's HTTP answer said beside its words.
     *
     * @param status its own status; 0 when there was no answer
     * @param shouldRetry what it said of another try, over what its kind says; null for nothing
     * @param headers those that are for the caller, by their names in lower case
     */
    public record Answered(int status, @Nullable Boolean shouldRetry, Map<String, String> headers) {

        static final Answered NOTHING = new Answered(0, null, Map.of());
    }

    /**
     * @param target the model that was asked, as {@code provider:model}
     * @param message what it said, without secrets
     * @param param the request field that it named, if any
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
        super(text, null);
        this.providersCode = providersCode;
        this.kind = kind;
        this.target = target;
        this.param = param;
        this.retryAfter = retryAfter;
        this.answered = answered;
    }

    /** The same problem, with what else the provider's answer said. */
    public UpstreamProblem with(Answered said) {
        return new UpstreamProblem(kind, target, text(), param, providersCode, retryAfter, said);
    }

    /** The same problem under the provider's own code, where it speaks OpenAI's; clients tell rejections apart by it. */
    public UpstreamProblem withCode(@Nullable String code) {
        return new UpstreamProblem(kind, target, text(), param, code, retryAfter, answered);
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

    /**
     * Whether the same target may well answer if it is asked again: by the provider's own word, or else by the kind.
     *
     * @param alone whether there is no other target
     */
    public boolean worthRetrying(boolean alone) {
        Boolean said = answered.shouldRetry();
        if (said != null) {
            return said;
        }
        return switch (kind.again) {
            case NEVER -> false;
            case WHEN_TOLD -> retryAfter != null;
            case WHEN_TOLD_OR_ALONE -> alone || retryAfter != null;
            case ALWAYS -> true;
        };
    }

    /** Headers of the provider's answer that are for the caller. */
    public Map<String, String> upstreamHeaders() {
        return answered.headers();
    }

    /** A provider's own status stays where the kind has no better one: a 422 is no 400. */
    @Override
    public int status() {
        boolean client = kind == Kind.REQUEST_REJECTED && answered.status() / 100 == 4;
        boolean server = kind == Kind.FAILED && answered.status() / 100 == 5;
        return client || server ? answered.status() : kind.status;
    }

    @Override
    public String type() {
        return kind.type;
    }

    @Override
    public @Nullable String code() {
        boolean callersToMend = kind == Kind.REQUEST_REJECTED || kind == Kind.CONTENT_POLICY;
        return callersToMend && providersCode != null ? providersCode : kind.code;
    }

    @Override
    public @Nullable String param() {
        return param;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}

package io.oblix.problem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The failure of one call to a provider, in one vocabulary for all providers. */
public final class UpstreamProblem extends Problem {

    private static final long serialVersionUID = 1L;
    private static final String CLIENT = "invalid_request_error";
    private static final String SERVER = "server_error";
    private static final String UNAVAILABLE = "upstream_unavailable";

    /**
     * What to do about a failure: which status, type and code the client gets if nothing answers, whether to retry, whether
     * another target may do it, and whether the provider is at fault, which a circuit breaker counts. The words are safe
     * to show to any client.
     */
    public enum Kind {
        /** A mistake in the request: the same everywhere. */
        REQUEST_REJECTED(400, CLIENT, null, Retry.NEVER, false, false, "it rejects the request"),
        CONTENT_POLICY(400, CLIENT, "content_policy_violation", Retry.NEVER, false, false, "content policy"),
        CONTEXT_EXCEEDED(400, CLIENT, "context_length_exceeded", Retry.NEVER, true, false, "too long a prompt"),

        /** The model or its server cannot do what the request asks for; another may. */
        LACKS_ABILITY(400, CLIENT, null, Retry.NEVER, true, false, "it cannot do that"),
        MODEL_NOT_FOUND(404, CLIENT, "model_not_found", Retry.NEVER, true, false, "no such model"),

        /** The address takes no such calls: settings, a proxy or the server's version are wrong. It stays like that. */
        NOT_SERVED(502, SERVER, UNAVAILABLE, Retry.NEVER, true, false, "it takes no such calls"),

        /** With another request at the same provider, so it passes and is no fault. */
        CONFLICT(409, CLIENT, "conflict", Retry.ALWAYS, true, false, "a conflict"),
        TOO_LARGE(413, CLIENT, "request_too_large", Retry.NEVER, true, false, "too large a request"),
        KEY_REJECTED(502, SERVER, "provider_key_rejected", Retry.NEVER, true, false, "its key is refused"),
        QUOTA_EXHAUSTED(
                429, "insufficient_quota", "insufficient_quota", Retry.NEVER, true, true, "its quota is used up"),
        RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded", Retry.IF_ASKED, true, true, "rate limit exceeded"),
        OVERLOADED(503, SERVER, "overloaded", Retry.IF_ASKED_OR_ALONE, true, true, "overloaded"),
        FAILED(500, SERVER, null, Retry.ALWAYS, true, true, "an error of its own"),
        TIMED_OUT(504, SERVER, "timeout", Retry.NEVER, true, true, "no answer in time"),
        UNREACHABLE(502, SERVER, UNAVAILABLE, Retry.NEVER, true, true, "it cannot be reached"),
        CONNECTION_LOST(502, SERVER, UNAVAILABLE, Retry.ALWAYS, true, true, "the connection was lost"),

        /** The connection ended in the middle of the answer. */
        CUT_OFF(502, SERVER, UNAVAILABLE, Retry.IF_ASKED_OR_ALONE, true, true, "the answer was cut off"),
        BROKEN_ANSWER(502, SERVER, UNAVAILABLE, Retry.NEVER, true, true, "an answer that cannot be read"),

        /** A second answer does not begin with what the client has of the first, which is no fault of the provider. */
        DISAGREED(502, SERVER, UNAVAILABLE, Retry.NEVER, true, false, "another answer"),

        /** Another model, which was asked as well, began to answer before it. */
        OVERTAKEN(502, SERVER, "overtaken", Retry.NEVER, true, false, "another model was faster"),

        /** An answer that looks bad, while another model can answer instead: no fault of the provider. */
        DOUBTED(502, SERVER, UNAVAILABLE, Retry.NEVER, true, false, "an answer that looks bad"),

        /** Nothing was asked, as what the caller may spend does not pay for it. */
        BUDGET_SPENT(429, "insufficient_quota", "budget_exceeded", Retry.NEVER, true, false, "the budget is spent"),
        QUEUE_FULL(429, "rate_limit_error", "rate_limit_exceeded", Retry.NEVER, true, false, "busy"),

        /** Nothing was asked, as a look at the provider has not told yet whether the model can do it. */
        NOT_KNOWN_YET(503, SERVER, UNAVAILABLE, Retry.NEVER, true, false, "it is not known yet whether it can do that"),
        BREAKER_OPEN(503, SERVER, UNAVAILABLE, Retry.NEVER, true, false, "circuit open");

        private final int status;
        private final String type;
        private final @Nullable String code;
        private final Retry retry;
        private final boolean worthFallback;
        private final boolean providersFault;
        private final String words;

        Kind(
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
    private final Kind shown;
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
     * @param excess for a prompt that is too long, by how much; null if it is not known
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Answered(
            int status,
            @Nullable Boolean shouldRetry,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable Excess excess) {

        static final Answered NOTHING = new Answered(0, null, Map.of());

        public Answered(int status, @Nullable Boolean shouldRetry, Map<String, String> headers) {
            this(status, shouldRetry, headers, null, null);
        }
    }

    /**
     * @param promptTokens an estimate
     * @param windowTokens what the model takes, prompt and answer together
     */
    public record Excess(int promptTokens, int windowTokens) {}

    /**
     * @param target the model that was asked, as {@code provider:model}
     * @param message its error, without secrets
     * @param param the request field at fault, if known
     * @param retryAfter the wait that it asked for, if any
     */
    public UpstreamProblem(
            Kind kind, String target, String message, @Nullable String param, @Nullable Duration retryAfter) {
        this(kind, kind, target, target + ": " + message, param, null, retryAfter, Answered.NOTHING);
    }

    /** @param shown whose status, type and code the client gets */
    private UpstreamProblem(
            Kind kind,
            Kind shown,
            String target,
            String text,
            @Nullable String param,
            @Nullable String providersCode,
            @Nullable Duration retryAfter,
            Answered answered) {
        super(
                status(shown, answered.status()),
                shown.type,
                code(shown, providersCode),
                param,
                retryAfter,
                kind == Kind.CONTEXT_EXCEEDED ? ContextLimit.worded(text) : text,
                null);
        this.shown = shown;
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
        boolean clientsMistake =
                kind == Kind.REQUEST_REJECTED || kind == Kind.CONTENT_POLICY || kind == Kind.LACKS_ABILITY;
        return clientsMistake && providersCode != null ? providersCode : kind.code;
    }

    /** The same problem, with what else the provider's answer said. */
    public UpstreamProblem with(Answered said) {
        return new UpstreamProblem(kind, shown, target, text(), param(), providersCode, retryAfter(), said);
    }

    /** The same problem as another kind, by its words; what the provider said of a retry was about its status. */
    public UpstreamProblem as(Kind meant) {
        Answered said = new Answered(answered.status(), null, answered.headers(), answered.body(), answered.excess());
        return new UpstreamProblem(meant, meant, target, text(), param(), providersCode, retryAfter(), said);
    }

    /** The same problem without a secret that the provider quotes. */
    public UpstreamProblem without(String secret) {
        byte[] body = answered.body();
        String said = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        if (!text().contains(secret) && !said.contains(secret)) {
            return this;
        }
        byte[] masked = body == null ? null : said.replace(secret, "***").getBytes(StandardCharsets.UTF_8);
        Answered shorter =
                new Answered(answered.status(), answered.shouldRetry(), answered.headers(), masked, answered.excess());
        String words = text().replace(secret, "***");
        return new UpstreamProblem(kind, shown, target, words, param(), providersCode, retryAfter(), shorter);
    }

    /** The same problem with a sentence of ours behind the provider's. */
    public UpstreamProblem withHint(String sentence) {
        return new UpstreamProblem(
                kind, shown, target, text() + " " + sentence, param(), providersCode, retryAfter(), answered);
    }

    /**
     * The same problem, where it is that of a prompt which is too long, with the length of the window.
     *
     * @param tokens of the model's window, where its own words may not name it; 0 where it is not known
     */
    public UpstreamProblem withContextLimit(int tokens) {
        return kind != Kind.CONTEXT_EXCEEDED || tokens <= 0 || ContextLimit.tokens(text()) > 0
                ? this
                : new UpstreamProblem(
                        kind,
                        shown,
                        target,
                        ContextLimit.reworded(text(), tokens),
                        param(),
                        providersCode,
                        retryAfter(),
                        answered);
    }

    /** The same problem with the provider's own code, by which clients of OpenAI's API tell rejections apart. */
    public UpstreamProblem withCode(@Nullable String code) {
        return new UpstreamProblem(kind, shown, target, text(), param(), code, retryAfter(), answered);
    }

    public UpstreamProblem(Kind kind, String target, String message) {
        this(kind, target, message, null, null);
    }

    /**
     * An open circuit rejected the call. One that limits have opened gives the client their status, since to wait is the
     * remedy for both.
     *
     * @param last what opened it; null when its answers began too late
     */
    public static UpstreamProblem circuitOpen(
            String target, String message, @Nullable UpstreamProblem last, Duration retryAfter) {
        Kind open = Kind.BREAKER_OPEN;
        Kind shown = last != null && last.status() == 429 ? last.kind : open;
        return new UpstreamProblem(
                open, shown, target, target + ": " + message, null, null, retryAfter, Answered.NOTHING);
    }

    /** What happened, in words of ours only: fit for other clients than the one that was asking. */
    public String reason() {
        return answered.status() == 0 ? kind.words : "HTTP " + answered.status() + ", " + kind.words;
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

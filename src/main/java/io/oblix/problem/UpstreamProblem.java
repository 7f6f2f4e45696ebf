package io.oblix.problem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The failure of one call to a provider, in one vocabulary for all providers. */
public final class UpstreamProblem extends Problem {

    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final FailureKind shown;
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
            FailureKind kind, String target, String message, @Nullable String param, @Nullable Duration retryAfter) {
        this(kind, kind, target, target + ": " + message, param, null, retryAfter, Answered.NOTHING);
    }

    public UpstreamProblem(FailureKind kind, String target, String message) {
        this(kind, target, message, null, null);
    }

    /** @param shown whose status, type and code the client gets */
    private UpstreamProblem(
            FailureKind kind,
            FailureKind shown,
            String target,
            String text,
            @Nullable String param,
            @Nullable String providersCode,
            @Nullable Duration retryAfter,
            Answered answered) {
        super(
                shown.status(answered.status()),
                shown.type(),
                shown.code(providersCode),
                param,
                retryAfter,
                kind == FailureKind.CONTEXT_EXCEEDED ? ContextLimit.worded(text) : text,
                null);
        this.shown = shown;
        this.providersCode = providersCode;
        this.kind = kind;
        this.target = target;
        this.answered = answered;
    }

    /** The same problem, with what else the provider's answer said. */
    public UpstreamProblem with(Answered said) {
        return new UpstreamProblem(kind, shown, target, text(), param(), providersCode, retryAfter(), said);
    }

    /** The same problem as another kind, by its words; what the provider said of a retry was about its status. */
    public UpstreamProblem as(FailureKind meant) {
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
        return kind != FailureKind.CONTEXT_EXCEEDED || tokens <= 0 || ContextLimit.tokens(text()) > 0
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

    /**
     * An open circuit rejected the call. One that limits have opened gives the client their status, since to wait is the
     * remedy for both.
     *
     * @param last what opened it; null when its answers began too late
     */
    public static UpstreamProblem circuitOpen(
            String target, String message, @Nullable UpstreamProblem last, Duration retryAfter) {
        FailureKind open = FailureKind.BREAKER_OPEN;
        FailureKind shown = last != null && last.status() == 429 ? last.kind : open;
        return new UpstreamProblem(
                open, shown, target, target + ": " + message, null, null, retryAfter, Answered.NOTHING);
    }

    /** What happened, in words of ours only: fit for other clients than the one that was asking. */
    public String reason() {
        return answered.status() == 0 ? kind.words() : "HTTP " + answered.status() + ", " + kind.words();
    }

    public FailureKind kind() {
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
        return said != null ? said : kind.worthRetrying(alone, retryAfter() != null);
    }

    /** Headers of the provider's answer that are passed on to the client. */
    public Map<String, String> upstreamHeaders() {
        return answered.headers();
    }
}

package io.oblix.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with a request, in OpenAI's terms: an HTTP status, a type, a code, and a text that is safe to
 * show to the client: without keys, prompts and stack traces.
 *
 * <p>Problems are part of the normal path (a provider that refuses, a mistake in a request), so they have no stack trace.
 */
public abstract sealed class Problem extends RuntimeException
        permits AllTargetsFailed,
                BudgetExceeded,
                ClientDisconnected,
                KeyProblem,
                RequestProblem,
                ServerProblem,
                UpstreamProblem {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    /** @param text for the client */
    Problem(
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            @Nullable Duration retryAfter,
            String text,
            @Nullable Throwable cause) {
        super(text, cause, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status of the answer. */
    public final int status() {
        return status;
    }

    /** OpenAI's {@code error.type}. */
    public final String type() {
        return type;
    }

    /** OpenAI's {@code error.code}, or null. */
    public final @Nullable String code() {
        return code;
    }

    /** The request field at fault, as OpenAI names it in {@code error.param}, or null. */
    public final @Nullable String param() {
        return param;
    }

    /** After which time a retry may succeed; null if unknown. */
    public final @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The message for the client. */
    public final String text() {
        return String.valueOf(getMessage());
    }
}

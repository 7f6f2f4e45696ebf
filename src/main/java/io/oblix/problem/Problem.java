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
        permits AllTargetsFailed, ClientDisconnected, RequestProblem, ServerProblem, UpstreamProblem {

    private static final long serialVersionUID = 1L;

    Problem(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    /** The HTTP status of the answer. */
    public abstract int status();

    /** OpenAI's {@code error.type}. */
    public abstract String type();

    /** OpenAI's {@code error.code}, or null. */
    public abstract @Nullable String code();

    /** The request field at fault, as OpenAI names it in {@code error.param}, or null. */
    public @Nullable String param() {
        return null;
    }

    /** After which time a retry may succeed; null if unknown. */
    public @Nullable Duration retryAfter() {
        return null;
    }

    /** The message for the client. */
    public final String text() {
        String message = getMessage();
        return message == null ? type() : message;
    }
}

package io.oblix.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault or a state of this server itself. */
public final class ServerProblem extends Problem {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    private ServerProblem(
            int status, String code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** A bug of ours: the cause is for the log, the caller learns the request's id only. */
    public static ServerProblem internal(Throwable cause) {
        return new ServerProblem(
                500,
                "internal_error",
                "The server had an error of its own; its log tells more under this request's x-oblix-request-id.",
                null,
                cause);
    }

    public static ServerProblem shuttingDown() {
        return new ServerProblem(503, "shutting_down", "The server is shutting down.", Duration.ofSeconds(5), null);
    }

    public static ServerProblem tooManyRequests() {
        return new ServerProblem(
                503,
                "overloaded",
                "The server has as many requests in flight as it can carry.",
                Duration.ofSeconds(1),
                null);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String type() {
        return "server_error";
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}

package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.SERVER_ERROR;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault or a state of this server. */
public final class ServerProblem extends Problem {

    private static final long serialVersionUID = 1L;

    private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(2);
    private static final Duration UNTIL_NEXT_LIST = Duration.ofSeconds(10);

    private ServerProblem(
            int status, String code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(status, SERVER_ERROR, code, null, retryAfter, message, cause);
    }

    /** A bug of this server: the cause goes to the log, the client gets the request's id only. */
    public static ServerProblem internal(Throwable cause) {
        return new ServerProblem(
                500,
                "internal_error",
                "The server had an internal error; its log has the details under this request's x-oblix-request-id.",
                null,
                cause);
    }

    /** An operator's hook failed: the log has the cause, the client learns the hook's name only. */
    public static ServerProblem extensionFailed(String hook) {
        return new ServerProblem(
                500,
                "extension_failed",
                "The extension '" + hook + "' failed, so the request was refused;"
                        + " the server's log tells more under this request's x-oblix-request-id.",
                null,
                null);
    }

    public static ServerProblem shuttingDown() {
        return new ServerProblem(503, "shutting_down", "The server is shutting down.", Duration.ofSeconds(5), null);
    }

    public static ServerProblem ledgerOff() {
        return new ServerProblem(503, "ledger_off", "No usage is kept: oblix.ledger.url is 'off'.", null, null);
    }

    /** @param why without a secret */
    public static ServerProblem ledgerUnreadable(String why) {
        return new ServerProblem(
                503,
                "ledger_unavailable",
                "The ledger cannot be read at the moment (" + why + "); requests are answered all the same.",
                UNTIL_NEXT_LIST,
                null);
    }

    /** @param most streams of events that may be open at a time */
    public static ServerProblem tooManyStreams(int most) {
        return new ServerProblem(
                503,
                "too_many_streams",
                "There are " + most
                        + " open streams of events already, as many as this server keeps. Close a page of the"
                        + " dashboard, and try again.",
                Duration.ofSeconds(5),
                null);
    }

    /** What has ended waits meanwhile, so nothing is lost. */
    public static ServerProblem ledgerOpening() {
        return new ServerProblem(
                503,
                "ledger_opening",
                "The ledger is being opened; requests are answered meanwhile. Try again in a second.",
                Duration.ofSeconds(1),
                null);
    }

    /** @param most of them at a time */
    public static ServerProblem ledgerBusy(int most) {
        return new ServerProblem(
                503,
                "ledger_busy",
                "The ledger sums up " + most + " other requests for usage; it takes no more at a time. Try again in "
                        + UNTIL_NEXT_LOOK.toSeconds() + " s.",
                UNTIL_NEXT_LOOK,
                null);
    }

    public static ServerProblem tooManyRequests() {
        return new ServerProblem(
                503,
                "overloaded",
                "The server has as many requests in flight as it can carry.",
                Duration.ofSeconds(1),
                null);
    }

    /** A local-only request for a model that is not known to be local yet; the next probe may show it. */
    public static ServerProblem notKnownToBeLocal(String model, String detail) {
        return new ServerProblem(
                503,
                "not_known_to_be_local",
                "The request is marked local-only and the model `" + model + "` is not known to be local (" + detail
                        + "); nothing was sent. Try again in " + UNTIL_NEXT_LOOK.toSeconds() + " s.",
                UNTIL_NEXT_LOOK,
                null);
    }

    /**
     * Some provider has not listed its models, and may have the one that was named.
     *
     * @param why in words of ours
     * @param asked whether the provider was asked at least once, so that the next look is some seconds away
     */
    public static ServerProblem modelsNotKnown(String model, String provider, String why, boolean asked) {
        Duration wait = asked ? UNTIL_NEXT_LIST : Duration.ofSeconds(1);
        return new ServerProblem(
                503,
                "models_not_known_yet",
                "Which provider has the model `" + model + "` is not known: " + provider
                        + " has not listed its models (" + why + "). Try again in " + wait.toSeconds()
                        + " s, or name the provider too, as in openai:gpt-4o-mini.",
                wait,
                null);
    }
}

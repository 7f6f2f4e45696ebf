package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.INVALID_REQUEST;
import static io.oblix.problem.ErrorTerms.RATE_LIMIT_EXCEEDED;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a caller may not do: its key is missing or not known, does not allow it, or has used up its limits. */
public final class KeyProblem extends Problem {

    private static final long serialVersionUID = 1L;

    private static final String INVALID_KEY = "invalid_api_key";
    private static final String REQUESTS = "requests";
    private static final String TOKENS = "tokens";

    private final String noLongerAccepted;

    private KeyProblem(
            int status,
            String type,
            String code,
            @Nullable String param,
            @Nullable Duration retryAfter,
            String message) {
        this(status, type, code, param, retryAfter, message, "");
    }

    private KeyProblem(
            int status,
            String type,
            String code,
            @Nullable String param,
            @Nullable Duration retryAfter,
            String message,
            String noLongerAccepted) {
        super(status, type, code, param, retryAfter, message, null);
        this.noLongerAccepted = noLongerAccepted;
    }

    /** The name of a key that was good once, and is accepted no longer; empty for any other problem. */
    public String noLongerAccepted() {
        return noLongerAccepted;
    }

    private static KeyProblem invalid(String message) {
        return noLongerAccepted("", message);
    }

    private static KeyProblem noLongerAccepted(String key, String message) {
        return new KeyProblem(401, INVALID_REQUEST, INVALID_KEY, null, null, message, key);
    }

    private static KeyProblem notAllowed(String code, @Nullable String param, String message) {
        return new KeyProblem(403, INVALID_REQUEST, code, param, null, message);
    }

    public static KeyProblem missing() {
        return invalid(
                "No API key was sent. This server asks for one, as Authorization: Bearer KEY or x-api-key: KEY.");
    }

    public static KeyProblem unknown() {
        return invalid("The API key that was sent is not known to this server.");
    }

    /** A browser's session: it has ended, or never was. */
    public static KeyProblem noSession() {
        return invalid("This browser's session has ended, or is not known to this server. Log in again at /.");
    }

    public static KeyProblem expired(String key, Instant when) {
        return noLongerAccepted(key, "The API key '" + key + "' expired at " + when + ".");
    }

    /** After a rotation, when its grace is over. */
    public static KeyProblem replaced(String key, Instant when) {
        return noLongerAccepted(
                key,
                "This API key of '" + key + "' was replaced by another one, and is not accepted since " + when + ".");
    }

    /** @param model as the client named it */
    public static KeyProblem modelNotAllowed(String key, String model) {
        return notAllowed(
                "model_not_allowed",
                "model",
                "The API key '" + key + "' may not use the model `" + model
                        + "`; GET /v1/models lists those that it may.");
    }

    /** A policy chose only models that the key may not use. */
    public static KeyProblem noModelAllowed(String key, String policy) {
        return notAllowed(
                "model_not_allowed",
                "model",
                "The policy '" + policy + "' chose a model that the API key '" + key
                        + "' may not use, and it has no other; nothing was sent.");
    }

    public static KeyProblem policyNotAllowed(String key, String policy) {
        return notAllowed(
                "policy_not_allowed",
                "model",
                "The API key '" + key + "' may not use the policy '" + policy
                        + "'; GET /v1/models lists those that it may.");
    }

    /** A path of the operator's, where keys are asked for. */
    public static KeyProblem adminOnly(String path) {
        return notAllowed("admin_key_required", null, "The path " + path + " needs an admin key.");
    }

    /** The same where no keys are asked for. */
    public static KeyProblem loopbackOnly(String path) {
        return notAllowed(
                "admin_key_required",
                null,
                "The path " + path + " is answered to this server's own machine only, by the name localhost or its"
                        + " loopback address; from elsewhere it needs the key that oblix.admin-key sets.");
    }

    public static KeyProblem requestsPerMinute(String key, int limit, Duration wait) {
        return limited(
                REQUESTS,
                wait,
                "The API key '" + key + "' may send " + limit + " requests a minute, and has sent them.");
    }

    /** @param used of the limit, as far as it is known */
    public static KeyProblem tokensPerMinute(String key, int limit, long used, Duration wait) {
        return limited(
                TOKENS,
                wait,
                "The API key '" + key + "' may use " + limit + " tokens a minute, and has used or reserved " + used
                        + " of them.");
    }

    /** A request that does not even fit into a whole minute's limit. */
    public static KeyProblem neverSoManyTokens(String key, int limit, long wanted) {
        return new KeyProblem(
                429,
                TOKENS,
                RATE_LIMIT_EXCEEDED,
                null,
                null,
                "The API key '" + key + "' may use " + limit + " tokens a minute, and this request alone needs about "
                        + wanted + ".");
    }

    public static KeyProblem concurrentRequests(String key, int limit) {
        return limited(
                REQUESTS,
                Duration.ofSeconds(1),
                "The API key '" + key + "' may have " + limit + " requests answered at a time, and has them.");
    }

    /** After many wrong keys from one address. */
    public static KeyProblem tooManyAttempts(Duration wait) {
        return limited(REQUESTS, wait, "Too many requests with wrong API keys came from this address.");
    }

    private static KeyProblem limited(String type, Duration wait, String message) {
        return new KeyProblem(
                429, type, RATE_LIMIT_EXCEEDED, null, wait, message + " Try again in " + seconds(wait) + " s.");
    }

    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}

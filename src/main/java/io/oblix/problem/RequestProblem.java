package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.INVALID_REQUEST;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in the request; nothing was sent upstream. The messages are OpenAI's own where they are known (from recorded
 * answers of its API), because some clients match on them.
 */
public final class RequestProblem extends Problem {

    private static final long serialVersionUID = 1L;

    /** Of an id that a message repeats. */
    private static final int MAX_ID = 100;

    private RequestProblem(int status, String message, @Nullable String param, @Nullable String code) {
        super(status, INVALID_REQUEST, code, param, null, message, null);
    }

    /** A value of the right type that is not allowed. */
    public static RequestProblem invalid(@Nullable String param, @Nullable String code, String message) {
        return new RequestProblem(400, message, param, code);
    }

    /** What the model that was chosen cannot do. */
    public static RequestProblem unsupported(String param, String message) {
        return invalid(param, "unsupported_value", message);
    }

    /** A reference to an item of another response, in the API of Responses. */
    public static RequestProblem itemNotFound(String id) {
        return new RequestProblem(
                404,
                "Item with id '" + id + "' not found. Items are not persisted when `store` is set to false. Try again"
                        + " with `store` set to true, or remove this item from your input.",
                "input",
                null);
    }

    /** A response that is not, or no longer, remembered. */
    public static RequestProblem responseNotFound(String id) {
        return new RequestProblem(404, "Response with id '" + id + "' not found.", null, null);
    }

    /**
     * Feedback on a request that is not known any more, or is not the caller's.
     *
     * @param id as the client sent it
     */
    public static RequestProblem requestNotFound(String id) {
        return new RequestProblem(
                404,
                "No request with the id '" + id.substring(0, Math.min(MAX_ID, id.length()))
                        + "' is known; it is the x-oblix-request-id of an answer.",
                "request_id",
                "request_not_found");
    }

    /** Feedback is a few words. */
    public static RequestProblem feedbackTooLarge(int limitBytes) {
        return new RequestProblem(413, "Feedback is at most " + limitBytes + " bytes.", null, "request_too_large");
    }

    /** A connection that is to become one of another protocol. */
    public static RequestProblem upgradeRefused() {
        return new RequestProblem(
                426, "This server speaks no WebSocket here; POST the request over HTTP instead.", null, null);
    }

    public static RequestProblem malformedJson(String detail) {
        return new RequestProblem(
                400, "We could not parse the JSON body of your request. (" + detail + ")", null, null);
    }

    public static RequestProblem missing(String param) {
        return new RequestProblem(
                400, "Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    public static RequestProblem wrongType(String param, String expected, String actual) {
        return new RequestProblem(
                400,
                "Invalid type for '" + param + "': expected " + expected + ", but got " + actual + " instead.",
                param,
                "invalid_type");
    }

    public static RequestProblem emptyArray(String param) {
        return new RequestProblem(
                400,
                "Invalid '" + param + "': empty array. Expected an array with minimum length 1, but got an empty array"
                        + " instead.",
                param,
                "empty_array");
    }

    public static RequestProblem modelNotFound(String model) {
        return modelNotFound(model, null);
    }

    /** @param similar a model that exists, and was perhaps meant */
    public static RequestProblem modelNotFound(String model, @Nullable String similar) {
        return new RequestProblem(
                404,
                "The model `" + model + "` does not exist or you do not have access to it. "
                        + (similar == null ? "" : "There is `" + similar + "`. ")
                        + "GET /v1/models lists those that do.",
                null,
                "model_not_found");
    }

    /** A key in the place of a model's name; it is not repeated. */
    public static RequestProblem keyForModel() {
        return invalid(
                "model",
                "invalid_value",
                "Invalid value for 'model': it holds an API key, not the name of a model. Nothing was sent."
                        + " GET /v1/models lists the names.");
    }

    /** A key in the place of a name in a path; it is not repeated. */
    public static RequestProblem keyInPath() {
        return invalid("path", "invalid_value", "The path holds an API key, not a name. Send it as a header.");
    }

    /** A model that makes no embeddings, or none at all where the client must name one. */
    public static RequestProblem noEmbeddings(String why) {
        return new RequestProblem(
                404,
                why + " Name an embedding model, such as ollama:nomic-embed-text or openai:text-embedding-3-small.",
                "model",
                "model_not_found");
    }

    /**
     * A path that is not served. Clients that add the version to their base URL and are given one with it ask for both.
     *
     * @param served those that are posted to
     */
    /**
     * @param remedy for a known mistake; null for none
     * @param served the paths that requests are posted to
     */
    public static RequestProblem unknownPath(String method, String path, @Nullable String remedy, List<String> served) {
        String instead = remedy != null
                ? remedy
                : "This server answers POST " + String.join(", ", served) + " and GET /v1/models.";
        return new RequestProblem(404, "Invalid URL (" + method + " " + path + "). " + instead, null, null);
    }

    public static RequestProblem wrongMethod(String method, String path) {
        return new RequestProblem(
                405,
                "Not allowed to " + method + " on " + path
                        + ". (HINT: Perhaps you meant to use a different HTTP method?)",
                null,
                null);
    }

    public static RequestProblem bodyTooLarge(long limitBytes) {
        return new RequestProblem(
                413,
                "The request body is larger than " + limitBytes
                        + " bytes, or holds too many values: oblix.max-body-size and this server's memory set the"
                        + " limit.",
                null,
                "request_too_large");
    }

    public static RequestProblem forbiddenOrigin() {
        return new RequestProblem(
                403,
                "Pages of this origin may not call this server; oblix.cors.allowed-origins lists those that may.",
                null,
                "origin_not_allowed");
    }

    /** What only this server's own page may ask for. */
    public static RequestProblem foreignPage() {
        return new RequestProblem(
                403,
                "Only this server's own page may ask for this; the request came from a page of another origin.",
                null,
                "origin_not_allowed");
    }

    /** Ollama's API has it, but which models a host has is up to its operator. */
    public static RequestProblem managedOnTheHost() {
        return new RequestProblem(403, "models are managed on the Ollama host", null, "not_allowed");
    }

    /** A policy's {@code decide:reject}. */
    public static RequestProblem rejectedByPolicy(String policy, String reason) {
        return new RequestProblem(
                403, "The policy '" + policy + "' rejected the request: " + reason + ".", null, "rejected_by_policy");
    }

    /** An extension's {@code decide:reject}. */
    public static RequestProblem rejectedByExtension(String hook, String reason) {
        return new RequestProblem(
                403, "The extension '" + hook + "' rejected the request: " + reason + ".", null, "rejected_by_policy");
    }

    /** A local-only request for a cloud model. */
    public static RequestProblem localOnly(String model) {
        return new RequestProblem(
                400,
                "The request, or an earlier one of its conversation, is marked local-only and the model `" + model
                        + "` is not local; nothing was sent.",
                "model",
                "local_only");
    }

    /** A local-only request for a model that no host has: an unknown name may mean a cloud model. */
    public static RequestProblem notInstalled(String model, String detail) {
        return new RequestProblem(
                404,
                "The request is marked local-only and the model `" + model + "` is not known here (" + detail
                        + "); nothing was sent.",
                "model",
                "model_not_found");
    }

    /** A compressed body; OpenAI's API accepts none either. */
    public static RequestProblem compressedBody() {
        return new RequestProblem(
                415,
                "The request body is compressed (Content-Encoding); send it as it is.",
                null,
                "unsupported_encoding");
    }

    /** A head or a body that arrived too slowly. */
    public static RequestProblem receivedTooSlowly() {
        return new RequestProblem(
                408,
                "The request did not arrive within the time that oblix.receive-timeout sets.",
                null,
                "request_timeout");
    }

    /** Bytes that are not an HTTP request. */
    public static RequestProblem malformedHttp(int status) {
        return new RequestProblem(status, "The HTTP request could not be read.", null, null);
    }
}

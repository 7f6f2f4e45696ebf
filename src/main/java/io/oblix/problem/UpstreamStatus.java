package io.oblix.problem;

/**
 * What an HTTP status of a provider means if its own error does not say more. The kinds say what follows for retry,
 * fallback and breaker.
 *
 * <p>Sources: RFC 9110 section 15, RFC 8470 (425), RFC 6585 (429, 431, 511), RFC 7725 (451); Groq's list of errors (498:
 * flex tier at capacity), TGI's {@code infer.rs} (424: generation failed), Anthropic's errors (529: overloaded); nginx's
 * {@code ngx_http_request.h} (444, 494 to 499); AWS's "Troubleshoot your Application Load Balancers" (460 to 464, 561);
 * Cloudflare's "5xx errors" (520 to 530).
 */
public final class UpstreamStatus {

    private UpstreamStatus() {}

    public static FailureKind kind(int status) {
        return status >= 500 || status < 400 ? ofServer(status) : ofClient(status);
    }

    private static FailureKind ofClient(int status) {
        return switch (status) {
            // The only two by which APIs of chats say that the client erred.
            case 400, 422 -> FailureKind.REQUEST_REJECTED;
            case 401, 403, 407 -> FailureKind.KEY_REJECTED;
            case 402 -> FailureKind.QUOTA_EXHAUSTED;
            // 410: a model that was retired.
            case 404, 410 -> FailureKind.MODEL_NOT_FOUND;
            case 408 -> FailureKind.TIMED_OUT;
            case 409 -> FailureKind.CONFLICT;
            case 413 -> FailureKind.TOO_LARGE;
            // TGI: the generation failed. Another run may succeed, as after a 500.
            case 424 -> FailureKind.FAILED;
            // A lock, a replayed handshake, a tier without capacity: all pass by themselves.
            case 423, 425, 498 -> FailureKind.OVERLOADED;
            case 429, 430 -> FailureKind.RATE_LIMITED;
            // A proxy over there took the connection for closed, which it is not.
            case 444, 460, 499 -> FailureKind.CONNECTION_LOST;
            // Method, path, media type, protocol, certificate or region do not suit: the request of any client would
            // fail.
            default -> FailureKind.NOT_SERVED;
        };
    }

    private static FailureKind ofServer(int status) {
        return switch (status) {
            // Not implemented, HTTP version, negotiation, a proxy that calls itself, an extension: they do not pass.
            case 501, 505, 506, 508, 510 -> FailureKind.NOT_SERVED;
            case 504, 524, 598, 599 -> FailureKind.TIMED_OUT;
            // Anthropic's 529; no disk space; no bandwidth left.
            case 503, 507, 509, 529 -> FailureKind.OVERLOADED;
            // A portal, or Cloudflare without a way to the server: an immediate retry ends in the same way.
            case 511, 521, 522, 523, 525, 526, 527, 530 -> FailureKind.UNREACHABLE;
            case 561 -> FailureKind.KEY_REJECTED;
            default -> FailureKind.FAILED;
        };
    }
}

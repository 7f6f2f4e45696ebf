package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an HTTP status means where the provider's own words do not say more. */
public final class StandardErrors {

    private StandardErrors() {}

    public static Kind kind(int status) {
        return switch (status) {
            case 401, 403, 407 -> Kind.KEY_REJECTED;
            case 402 -> Kind.QUOTA_EXHAUSTED;
            case 404 -> Kind.MODEL_NOT_FOUND;
            case 408, 504 -> Kind.TIMED_OUT;
            case 409 -> Kind.CONFLICT;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status >= 500 || status < 400 ? Kind.FAILED : Kind.REQUEST_REJECTED;
        };
    }

    /** Providers have no code for a prompt that is too long, only sentences. */
    public static boolean saysContextExceeded(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains("prompt is too long")
                || text.contains("exceed context limit")
                || text.contains("maximum context length is")
                || text.contains("exceeds the context window")
                || text.contains("longer than the context length")
                || text.contains("longer than the model's context length")
                || text.contains("exceeds the available context size");
    }

    /** The text of a refused key is ours: the provider's may quote the key. */
    public static UpstreamProblem problem(
            Kind kind, ModelName model, UpstreamHead head, String message, @Nullable String param) {
        String said = kind == Kind.KEY_REJECTED
                ? "HTTP " + head.status() + ": the provider refuses this server's key for " + model.provider()
                : message;
        return new UpstreamProblem(kind, model.toString(), said, param, head.retryAfter());
    }
}

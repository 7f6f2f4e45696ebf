package io.oblix.provider;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.OwnWords;
import io.oblix.problem.ContextLimit;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamStatus;
import io.oblix.upstream.UpstreamHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an HTTP status means if the provider's own error does not say more. */
public final class StandardErrors {

    private static final List<String> KEY_SENTENCES = List.of(
            "api key not valid", "invalid api key", "incorrect api key", "api key expired", "invalid x-api-key");

    private StandardErrors() {}

    public static FailureKind kind(int status) {
        return UpstreamStatus.kind(status);
    }

    /**
     * A message without what it quotes of the request, by which alone it is judged.
     *
     * @param request null if it is not known
     */
    public static String ownWords(String message, @Nullable ChatRequest request) {
        return request == null ? message : OwnWords.of(message, request);
    }

    public static boolean saysContextExceeded(String message) {
        return ContextLimit.isExceeded(message);
    }

    /** Gemini answers a wrong key with a 400, and gateways answer that of the provider behind them with any status. */
    public static boolean saysKeyRejected(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return KEY_SENTENCES.stream().anyMatch(text::contains);
    }

    /** The problem of an answer that is malformed or breaks off. */
    public static UpstreamProblem broken(ModelName model, String what) {
        return new UpstreamProblem(FailureKind.BROKEN_ANSWER, model.toString(), what);
    }

    /** The text for a rejected key is ours, because the provider's may quote the key. */
    public static UpstreamProblem problem(
            FailureKind kind, ModelName model, UpstreamHead head, String message, @Nullable String param) {
        String said = kind == FailureKind.KEY_REJECTED
                ? "HTTP " + head.status() + ": the provider refuses this server's key for " + model.provider()
                : message;
        return new UpstreamProblem(kind, model.toString(), said, param, head.retryAfter());
    }
}

package io.oblix.ask;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Answered;
import io.oblix.problem.UpstreamProblem.Excess;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a prompt is longer than a model's window, before it is sent. Asked for clients of Anthropic's Messages only: they
 * assume a window of up to a million tokens, send whole repositories to a small local model, and shorten their
 * conversation at once by the two numbers of this error. Without it the model would be loaded with its largest window
 * first. The estimate has to exceed the whole window, so a prompt that may fit is always sent.
 */
final class WindowCheck {

    private WindowCheck() {}

    /** Null where the prompt may fit, the window is not known, or the provider counts the client's own words better. */
    static @Nullable UpstreamProblem tooLong(Target target, Question question) {
        ChatRequest request = question.request();
        String model = target.model().name();
        if (!request.dialect().equals(MessagesDialect.NAME)
                || target.provider().speaks(request, target.model())
                || !target.provider().knowsWindow(model)) {
            return null;
        }
        int tokens = question.work().promptTokens();
        int window = target.provider().state(target.place()).contextTokens();
        if (tokens <= window || tokens <= target.provider().windowTokens(question, target.place())) {
            return null;
        }
        return new UpstreamProblem(
                        FailureKind.CONTEXT_EXCEEDED,
                        target.name(),
                        "prompt is too long: " + tokens + " tokens > " + window + " maximum")
                .with(new Answered(0, false, Map.of(), null, new Excess(tokens, window)));
    }
}

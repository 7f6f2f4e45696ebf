package io.oblix.ask.attempt;

import io.oblix.chat.ModelName;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.upstream.Call;
import io.oblix.upstream.UpstreamHead;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The start of a successful response.
 *
 * @param reader of its body
 * @param headersForClient the response headers that the client may see
 */
record Response(AnswerReader reader, Map<String, String> headersForClient) {

    private static final int MAX_ERROR_BYTES = 64 * 1024;

    /** An error body is not waited for longer: the status alone says enough. */
    private static final long ERROR_BODY_NANOS = Duration.ofSeconds(2).toNanos();

    /** The model's name as the provider gives it in its answer, or else as it was asked for. */
    String model(ModelName asked) {
        String given = reader.model();
        return given == null || given.isBlank() ? asked.name() : given;
    }

    /**
     * Waits for the headers.
     *
     * @throws UpstreamProblem when they do not come in time, or the response is an error or no answer
     */
    static Response await(Call call, Question question, Target target, Patience patience) {
        UpstreamHead head = call.awaitHead(patience.nanos(), patience);
        patience.begun();
        if (head.status() >= 300 && head.status() < 400) {
            // A key must not follow a redirect to another address.
            throw broken(
                    target,
                    "HTTP " + head.status() + ": it redirects to another address; set that one as its base URL");
        }
        if (!head.isSuccess()) {
            throw problem(call, head, question, target, patience);
        }
        String contentType = head.contentType();
        if (contentType.equals("text/html")) {
            throw broken(target, "answered with a web page; a portal or proxy is in between");
        }
        return new Response(
                target.provider().reader(question, target.model(), contentType),
                headersForClient(question, target, head));
    }

    private static Map<String, String> headersForClient(Question question, Target target, UpstreamHead head) {
        Map<String, String> headers = target.provider().headersForClient(question.request(), head);
        return headers.isEmpty() ? headers : target.provider().withoutSecrets(headers);
    }

    private static UpstreamProblem broken(Target target, String what) {
        return new UpstreamProblem(FailureKind.BROKEN_ANSWER, target.name(), what);
    }

    private static UpstreamProblem problem(
            Call call, UpstreamHead head, Question question, Target target, Patience patience) {
        byte[] body = errorBody(call, patience);
        UpstreamProblem problem = target.provider().problem(question.request(), target.model(), head, body);
        boolean inClientsDialect = target.provider().speaks(question.request(), target.model());
        Boolean retry = head.shouldRetry();
        if (problem.kind() == FailureKind.CONTENT_POLICY) {
            // A refusal is not asked about again, whatever the headers say.
            retry = null;
        }
        if (retry == null && problem.kind() == FailureKind.TIMED_OUT) {
            // The provider's own timeout; unlike a timeout of ours, it cost no more than it took.
            retry = true;
        }
        return problem.with(new UpstreamProblem.Answered(
                head.status(),
                retry,
                headersForClient(question, target, head),
                inClientsDialect ? body : null,
                excess(problem, question, target)));
    }

    private static UpstreamProblem.@Nullable Excess excess(UpstreamProblem problem, Question question, Target target) {
        boolean known = problem.kind() == FailureKind.CONTEXT_EXCEEDED
                && target.provider().knowsWindow(target.model().name());
        int windowTokens = known ? target.provider().state(target.place()).contextTokens() : 0;
        return windowTokens > 0 ? new UpstreamProblem.Excess(question.work().promptTokens(), windowTokens) : null;
    }

    private static byte[] errorBody(Call call, Patience patience) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long deadlineNanos = System.nanoTime() + ERROR_BODY_NANOS;
        try {
            byte[] piece;
            while (body.size() < MAX_ERROR_BYTES
                    && (piece = call.nextPiece(Math.min(patience.nanos(), deadlineNanos - System.nanoTime()), patience))
                            != null) {
                body.writeBytes(piece);
            }
        } catch (UpstreamProblem broken) {
            // The status says enough.
        }
        return body.toByteArray();
    }
}

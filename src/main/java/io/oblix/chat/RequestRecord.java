package io.oblix.chat;

import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one request, for metrics and the log. It holds no text of the client or of a model.
 *
 * @param id our name for it
 * @param requestedModel the model in the request; {@code auto} if there was none
 * @param client the client's program as its {@code User-Agent} names it; may be empty
 * @param streaming whether the client wanted an event stream
 * @param by the model that answered, or that was asked last; null if none was asked
 * @param usage the tokens of the answer, as far as they are known
 * @param duration from reading the request to the end of the answer
 * @param firstToken from reading the request to the first piece of the answer; null when there was none
 * @param problem what went wrong; null when the answer was complete
 * @param dialect the API that the client speaks
 * @param reason why the request was refused, without what it may quote of the request; empty if it was not, or if the
 *     reason cannot be told from the request
 * @param key the name of the caller's key; empty without keys
 * @param operation what was asked of a model, in OpenTelemetry's words
 * @param trace its span in a trace; {@link Trace#NONE} without tracing
 */
public record RequestRecord(
        String id,
        String requestedModel,
        String client,
        boolean streaming,
        @Nullable AnsweredBy by,
        Usage usage,
        Duration duration,
        @Nullable Duration firstToken,
        @Nullable Problem problem,
        String dialect,
        String reason,
        String key,
        String operation,
        Trace trace) {

    /** The family of the client's program: {@code claude-code}, {@code other}. */
    public String family() {
        return ClientFamily.of(client);
    }

    /** @param firstTokenNanos {@link System#nanoTime()} at the first piece of the answer; 0 when there was none */
    public static RequestRecord of(
            ChatRequest request,
            @Nullable AnsweredBy by,
            Usage usage,
            long firstTokenNanos,
            @Nullable Problem problem) {
        RequestRecordDraft draft = new RequestRecordDraft(request.id());
        draft.requestedModel = request.model().isEmpty() ? PolicyName.AUTO : request.model();
        draft.client = request.client();
        draft.streaming = request.streaming();
        draft.by = by;
        draft.usage = usage;
        long received = request.receivedNanos();
        draft.duration = Duration.ofNanos(System.nanoTime() - received);
        draft.firstToken = firstTokenNanos == 0 ? null : Duration.ofNanos(firstTokenNanos - received);
        draft.problem = problem;
        draft.dialect = request.dialect();
        if (problem != null && !(problem instanceof ClientDisconnected)) {
            draft.reason = ReasonInLog.of(problem.text(), request);
        }
        draft.key = request.key().name();
        draft.operation = request.operation();
        draft.trace = request.trace();
        return draft.record();
    }
}

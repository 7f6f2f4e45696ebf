package io.oblix.chat;

import io.oblix.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request, for whoever counts or logs. It holds no text of the caller or of a model.
 *
 * @param id our name for it
 * @param requestedModel the model that was asked for; {@code auto} when none was
 * @param streaming whether an event stream was asked for
 * @param by who answered; null when nobody did
 * @param usage the tokens that the caller received, as far as they are known
 * @param duration from reading the request to the end of the answer
 * @param firstToken from reading the request to the first piece of the answer; null when there was none
 * @param problem what went wrong; null when the answer was complete
 */
public record RequestRecord(
        String id,
        String requestedModel,
        boolean streaming,
        @Nullable AnsweredBy by,
        Usage usage,
        Duration duration,
        @Nullable Duration firstToken,
        @Nullable Problem problem) {

    /** @param firstTokenNanos {@link System#nanoTime()} at the first piece of the answer; 0 when there was none */
    public static RequestRecord of(
            ChatRequest request,
            @Nullable AnsweredBy by,
            Usage usage,
            long firstTokenNanos,
            @Nullable Problem problem) {
        long received = request.receivedNanos();
        return new RequestRecord(
                request.id(),
                request.model().isEmpty() ? "auto" : request.model(),
                request.streaming(),
                by,
                usage,
                Duration.ofNanos(System.nanoTime() - received),
                firstTokenNanos == 0 ? null : Duration.ofNanos(firstTokenNanos - received),
                problem);
    }
}

package io.oblix.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.problem.UpstreamProblem;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An attempt that has got through: first what was held back of it, then what is still to come. */
final class LiveAnswer implements Answer {

    private final AnsweredBy by;
    private final Deque<AnswerEvent> heldBack;
    private final Attempt attempt;
    private final CircuitBreaker breaker;
    private final Runnable whenClosed;
    /** A breaker hears of each call once: a probe at its first content, so that others need not wait for its end. */
    private boolean reported;

    private boolean closed;

    LiveAnswer(
            AnsweredBy by, Deque<AnswerEvent> heldBack, Attempt attempt, CircuitBreaker breaker, Runnable whenClosed) {
        this.by = by;
        this.heldBack = heldBack;
        this.attempt = attempt;
        this.breaker = breaker;
        this.whenClosed = whenClosed;
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
            reportSuccess();
        }
    }

    @Override
    public AnsweredBy by() {
        return by;
    }

    @Override
    public @Nullable AnswerEvent next() {
        AnswerEvent held = heldBack.poll();
        if (held != null) {
            return held;
        }
        try {
            AnswerEvent event = attempt.next();
            if (event == null) {
                reportSuccess();
            }
            return event;
        } catch (UpstreamProblem broken) {
            reported = true;
            breaker.onError(attempt.elapsedNanos(), TimeUnit.NANOSECONDS, broken);
            throw broken;
        }
    }

    private void reportSuccess() {
        if (!reported) {
            reported = true;
            breaker.onSuccess(attempt.elapsedNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        attempt.close();
        whenClosed.run();
        if (!reported) {
            // The caller left: that says nothing of the provider.
            breaker.releasePermission();
        }
    }
}

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
    private boolean closed;

    LiveAnswer(
            AnsweredBy by, Deque<AnswerEvent> heldBack, Attempt attempt, CircuitBreaker breaker, Runnable whenClosed) {
        this.by = by;
        this.heldBack = heldBack;
        this.attempt = attempt;
        this.breaker = breaker;
        this.whenClosed = whenClosed;
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
            return attempt.next();
        } catch (UpstreamProblem broken) {
            // Its beginning was a success; that it broke off later is a failure of its own.
            breaker.onError(attempt.elapsedNanos(), TimeUnit.NANOSECONDS, broken);
            throw broken;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            attempt.close();
            whenClosed.run();
        }
    }
}

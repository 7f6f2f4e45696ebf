package io.oblix.ask.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.oblix.problem.UpstreamProblem;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A breaker's permit for one call, which owes it the outcome. While a breaker is half open one call is its probe; calls
 * that started before then are stale and neither close nor open it.
 */
public final class BreakerPermit {

    private final CircuitBreaker breaker;
    private final boolean probe;
    private boolean reported;

    private BreakerPermit(CircuitBreaker breaker) {
        this.breaker = breaker;
        this.probe = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Null while the circuit is open, or half open with another call as its probe. */
    static @Nullable BreakerPermit of(CircuitBreaker breaker) {
        return breaker.tryAcquirePermission() ? new BreakerPermit(breaker) : null;
    }

    /** The first content is there. That is enough for a probe, and others need not wait for its end. */
    public void begun(long nanos) {
        if (probe) {
            succeeded(nanos);
        }
    }

    /** @param nanos how long the first content took */
    public void succeeded(long nanos) {
        if (!reported && isCurrent()) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
        reported = true;
    }

    /** Counts also after a success that was reported at the first content: the answer broke off later. */
    public void failed(long nanos, UpstreamProblem problem) {
        if (!problem.kind().providersFault()) {
            refused(nanos, problem.kind());
        } else if (reported ? !isHalfOpen() : isCurrent()) {
            // A probe that has reported holds no permit any more and must not decide for the next one.
            breaker.onError(nanos, TimeUnit.NANOSECONDS, problem);
        }
        reported = true;
    }

    /** A model that rejects a request is alive, which is all that a probe has to find out. */
    private void refused(long nanos, UpstreamProblem.Kind kind) {
        boolean alive =
                switch (kind) {
                    case DISAGREED, QUEUE_FULL, BREAKER_OPEN -> false;
                    default -> true;
                };
        if (probe && alive) {
            succeeded(nanos);
        } else {
            unused();
        }
    }

    /** The call says nothing of the provider: it was not made, or the client left or erred. */
    public void unused() {
        if (!reported && isCurrent()) {
            breaker.releasePermission();
        }
        reported = true;
    }

    private boolean isCurrent() {
        return probe || !isHalfOpen();
    }

    private boolean isHalfOpen() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }
}

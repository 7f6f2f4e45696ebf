package io.oblix.ask.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.oblix.problem.UpstreamProblem;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A breaker's leave to make one call, and what it is owed for it: word of what became of the call. While a breaker is
 * half open one call is its probe; what has begun before then is old news, and neither closes nor opens it.
 */
public final class BreakerPermit {

    private final CircuitBreaker breaker;
    private final boolean probe;
    private boolean told;

    private BreakerPermit(CircuitBreaker breaker) {
        this.breaker = breaker;
        this.probe = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Null while the model is left alone, or while another call probes it. */
    public static @Nullable BreakerPermit of(CircuitBreaker breaker) {
        return breaker.tryAcquirePermission() ? new BreakerPermit(breaker) : null;
    }

    /** The first content is there: a probe has told enough, and others need not wait for its end. */
    public void begun(long nanos) {
        if (probe) {
            succeeded(nanos);
        }
    }

    /** @param nanos how long the caller waited for the first content */
    public void succeeded(long nanos) {
        if (!told && isNews()) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
        told = true;
    }

    /** Counts also after a success that was told at the beginning: the answer broke off. */
    public void failed(long nanos, UpstreamProblem problem) {
        if (!problem.kind().providersFault()) {
            refused(nanos, problem.kind());
        } else if (told ? !isHalfOpen() : isNews()) {
            // Once told, a probe has no leave left: another one's period is not its to decide.
            breaker.onError(nanos, TimeUnit.NANOSECONDS, problem);
        }
        told = true;
    }

    /** Who finds fault with a request is alive, which is all that a probe was to find out. */
    private void refused(long nanos, UpstreamProblem.Kind kind) {
        boolean said =
                switch (kind) {
                    case DISAGREED, QUEUE_FULL, BREAKER_OPEN -> false;
                    default -> true;
                };
        if (probe && said) {
            succeeded(nanos);
        } else {
            unused();
        }
    }

    /** The call says nothing of the provider: it was not made, or the caller left or erred. */
    public void unused() {
        if (!told && isNews()) {
            breaker.releasePermission();
        }
        told = true;
    }

    private boolean isNews() {
        return probe || !isHalfOpen();
    }

    private boolean isHalfOpen() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }
}

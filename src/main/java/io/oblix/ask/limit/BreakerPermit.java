package io.oblix.ask.limit;

import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;

/**
 * A breaker's permit for one call, which owes it the outcome. While a breaker is half open a call is its trial. A call
 * that began before the circuit last opened is stale: it neither closes nor opens it, also when it fails long after the
 * provider has returned.
 */
public final class BreakerPermit {

    private final Circuit circuit;
    private final int openings;
    private final boolean trial;
    private boolean reported;

    BreakerPermit(Circuit circuit) {
        this.circuit = circuit;
        this.openings = circuit.openings();
        this.trial = circuit.isHalfOpen();
        if (trial) {
            circuit.tried();
        }
    }

    /** The first content is there. That is enough for a trial, and others need not wait for its end. */
    public void begun(long nanos) {
        if (trial) {
            succeeded(nanos);
        }
    }

    /** @param nanos how long the first content took */
    public void succeeded(long nanos) {
        if (!reported && isCurrent()) {
            circuit.succeeded(nanos);
        }
        reported = true;
    }

    /** Counts also after a success that was reported at the first content: the answer broke off later. */
    public void failed(long nanos, UpstreamProblem problem) {
        if (!problem.kind().providersFault()) {
            refused(nanos, problem.kind());
        } else if (isCurrent() && !(reported && circuit.isHalfOpen())) {
            // A trial that has reported holds no permit any more and must not decide for the next one.
            circuit.failed(nanos, problem);
        }
        reported = true;
    }

    /** A model that rejects a request is alive, which is all that a trial has to find out. */
    private void refused(long nanos, FailureKind kind) {
        boolean alive =
                switch (kind) {
                    case DISAGREED, OVERTAKEN, QUEUE_FULL, BREAKER_OPEN -> false;
                    default -> true;
                };
        if (trial && alive) {
            succeeded(nanos);
        } else {
            unused();
        }
    }

    /** The call says nothing of the provider: it was not made, or the client left or erred. */
    public void unused() {
        if (!reported && isCurrent()) {
            circuit.breaker().releasePermission();
        }
        reported = true;
    }

    private boolean isCurrent() {
        return openings == circuit.openings();
    }
}

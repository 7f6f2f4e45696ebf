package io.oblix.ask.attempt;

import io.oblix.ask.limit.BreakerPermit;
import io.oblix.ask.limit.Turn;
import io.oblix.budget.Reservation;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import org.jspecify.annotations.Nullable;

/**
 * What is owed for a call to the layers around it: to the breaker its outcome, to the host's queue its turn, to the budget
 * its cost.
 */
final class Dues {

    private final Attempt attempt;
    private @Nullable BreakerPermit permit;
    private @Nullable Turn turn;
    private @Nullable Reservation payment;

    Dues(Attempt attempt) {
        this.attempt = attempt;
    }

    void outcome(BreakerPermit to) {
        permit = to;
    }

    void turn(Turn back) {
        turn = back;
    }

    void payment(Reservation from) {
        payment = from;
    }

    /** Content has come. */
    void spoken() {
        if (permit != null) {
            permit.begun(attempt.patience().waitedNanos());
        }
        if (turn != null && attempt.patience().untilFirstToken() != null) {
            turn.begun();
        }
    }

    void failed(UpstreamProblem broken) {
        // That the time for the whole request is over, or a long prompt is still being read, is no fault of this
        // provider.
        Patience patience = attempt.patience();
        boolean noFault =
                broken.kind() == FailureKind.TIMED_OUT && (patience.isRequestsTimeOver() || patience.isExcused());
        if (permit != null && noFault) {
            permit.unused();
        } else if (permit != null) {
            permit.failed(patience.waitedNanos(), broken);
        }
    }

    /** Before the client has the end of the answer: its next request must not find the host busy with this one. */
    void ended() {
        leaveTurn();
        pay();
        if (permit != null) {
            permit.succeeded(attempt.patience().waitedNanos());
        }
    }

    void closed() {
        leaveTurn();
        pay();
        if (permit != null) {
            // Where nothing was reported yet the client left, and that says nothing of the provider.
            permit.unused();
        }
    }

    private void pay() {
        if (payment != null) {
            payment.settle(attempt.charge().microUsd());
        }
    }

    private void leaveTurn() {
        Turn held = turn;
        turn = null;
        if (held != null) {
            held.leave(attempt.ending());
        }
    }
}

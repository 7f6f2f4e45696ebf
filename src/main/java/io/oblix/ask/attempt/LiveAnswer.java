package io.oblix.ask.attempt;

import io.oblix.ask.limit.BreakerPermit;
import io.oblix.ask.limit.Turn;
import io.oblix.budget.Reservation;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one attempt, with what the layers around the call are owed for it: the breaker its outcome, the host's
 * queue its turn back.
 */
public final class LiveAnswer implements Answer {

    /** Sees each piece of an answer before it is handed on. */
    public interface Watch {

        /** The piece as it may be handed on. */
        AnswerEvent seen(AnswerEvent event);

        /** Whether nothing more of a stream need be held; asked after each piece. */
        boolean isEnough();

        /** From now on pieces are handed on as they come. */
        void released();
    }

    private final Inquiry inquiry;
    private final Target target;
    private final Attempt attempt;
    private final List<String> ignoredParams;
    private final Deque<AnswerEvent> heldBack = new ArrayDeque<>();
    private @Nullable AnsweredBy by;
    private @Nullable BreakerPermit permit;
    private @Nullable Turn turn;
    private @Nullable Watch watch;
    private @Nullable Reservation payment;
    private boolean closed;

    LiveAnswer(Inquiry inquiry, Target target, Attempt attempt, List<String> ignoredParams) {
        this.inquiry = inquiry;
        this.target = target;
        this.attempt = attempt;
        this.ignoredParams = ignoredParams;
    }

    /** What becomes of the answer is reported to this permit. */
    public void owesOutcome(BreakerPermit to) {
        permit = to;
    }

    /** The turn that is given back when the answer has ended or is closed. */
    public void owesTurn(Turn back) {
        turn = back;
    }

    /** What the call costs is settled with this reservation. */
    public void owesPayment(Reservation from) {
        payment = from;
    }

    /**
     * Waits for the first content of a stream, or for the whole answer where the client wants it in one piece, and holds
     * back what came until then.
     *
     * @throws UpstreamProblem when the model fails before
     */
    public void begin() {
        boolean streaming = inquiry.question().request().streaming();
        AnswerEvent event;
        while ((event = read()) != null) {
            heldBack.add(event);
            if (event.isContent()) {
                if (permit != null) {
                    permit.begun(attempt.patience().waitedNanos());
                }
                if (turn != null && attempt.patience().untilFirstToken() != null) {
                    turn.begun();
                }
                if (streaming) {
                    break;
                }
            }
        }
        named();
    }

    /**
     * Holds back more of an answer that has begun, until it has ended or the watch has seen enough.
     *
     * @throws UpstreamProblem when the model fails before
     */
    public void hold(Watch by) {
        for (int i = heldBack.size(); i > 0; i--) {
            heldBack.add(by.seen(heldBack.remove()));
        }
        watch = by;
        AnswerEvent event;
        while (!by.isEnough() && (event = read()) != null) {
            heldBack.add(event);
        }
        by.released();
    }

    /** Names its model once more, after what has become known of the inquiry meanwhile. */
    public LiveAnswer named() {
        by = inquiry.answeredBy(target, ignoredParams, response().headersForClient());
        return this;
    }

    @Override
    public AnsweredBy by() {
        AnsweredBy known = by;
        if (known == null) {
            throw new IllegalStateException("the answer has not begun");
        }
        return known;
    }

    @Override
    public String model() {
        return response().model(target.model());
    }

    private Response response() {
        Response known = attempt.response();
        if (known == null) {
            throw new IllegalStateException("the answer has not begun");
        }
        return known;
    }

    public Target target() {
        return target;
    }

    @Override
    public @Nullable AnswerEvent next() {
        AnswerEvent held = heldBack.poll();
        return held != null ? held : read();
    }

    @Override
    public boolean isHere() {
        return !heldBack.isEmpty() || attempt.isHere();
    }

    @Override
    public void lend(BooleanSupplier move) {
        if (heldBack.isEmpty()) {
            attempt.lend(move);
        }
    }

    private @Nullable AnswerEvent read() {
        try {
            AnswerEvent event = attempt.next();
            if (event == null) {
                ended();
                return null;
            }
            return watch == null ? event : watch.seen(event);
        } catch (UpstreamProblem broken) {
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
            throw broken;
        }
    }

    /** Before the client has the end of the answer: its next request must not find the host busy with this one. */
    private void ended() {
        leaveTurn();
        pay();
        if (permit != null) {
            permit.succeeded(attempt.patience().waitedNanos());
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

    /** Notes that the rest is not wanted, for a reason that is no fault of the provider. */
    public void giveUp(Problem why) {
        attempt.giveUp(why);
    }

    /**
     * Ends the call, as another answer is sent in place of this one.
     *
     * @param why it was not sent
     */
    public void discard(UpstreamProblem why) {
        attempt.discard(why);
        close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            attempt.close();
        } finally {
            leaveTurn();
            pay();
            if (permit != null) {
                // Where nothing was reported yet the client left, and that says nothing of the provider.
                permit.unused();
            }
        }
    }
}

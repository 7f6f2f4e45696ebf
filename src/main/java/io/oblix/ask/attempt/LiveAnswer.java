package io.oblix.ask.attempt;

import io.oblix.ask.limit.BreakerPermit;
import io.oblix.ask.limit.Turn;
import io.oblix.budget.Reservation;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.log.ThreadRequest;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The answer of one attempt, with what the layers around the call are owed for it. */
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
    private final Dues dues;
    private @Nullable Watch watch;
    private boolean begun;

    /** Why it has not begun. */
    private @Nullable RuntimeException failure;

    private boolean closed;

    LiveAnswer(Inquiry inquiry, Target target, Attempt attempt, List<String> ignoredParams) {
        this.inquiry = inquiry;
        this.target = target;
        this.attempt = attempt;
        this.dues = new Dues(attempt);
        this.ignoredParams = ignoredParams;
    }

    /** What becomes of the answer is reported to this permit. */
    public void owesOutcome(BreakerPermit to) {
        dues.outcome(to);
    }

    /** The turn that is given back when the answer has ended or is closed. */
    public void owesTurn(Turn back) {
        dues.turn(back);
    }

    /** What the call costs is settled with this reservation. */
    public void owesPayment(Reservation from) {
        dues.payment(from);
    }

    /**
     * Waits for the first content of a stream, or for the whole answer where the client wants it in one piece, and holds
     * back what came until then.
     *
     * @throws UpstreamProblem when the model fails before
     */
    public void begin() {
        RuntimeException known = failure;
        if (known instanceof UpstreamProblem broken) {
            dues.failed(broken);
        }
        if (known != null) {
            throw known;
        }
        while (!begun) {
            beginOn();
        }
    }

    private void beginOn() {
        AnswerEvent event = read();
        if (event == null) {
            begun = true;
        } else {
            heldBack.add(event);
            if (event.isContent()) {
                dues.spoken();
                begun = inquiry.question().request().streaming();
            }
        }
        if (begun) {
            named();
        }
    }

    /**
     * Leaves the beginning to the event loop that the answer comes by, so that no thread waits for it.
     *
     * @param back runs once, on any thread: the answer has begun, or {@link #begin} must wait for it or tells why it does not
     * @return false where the caller must wait, and then {@code back} never runs
     */
    public boolean leave(Runnable back) {
        return failure == null && !begun && attempt.leave(ThreadRequest.carry(this::beginHere), back);
    }

    /** On the event loop; what goes wrong is left to {@link #begin}. */
    private boolean beginHere() {
        try {
            while (!begun && attempt.readHere()) {
                beginOn();
            }
            return !begun;
        } catch (RuntimeException failed) {
            failure = failed;
        } catch (Error failed) {
            failure = new IllegalStateException(failed);
        }
        return false;
    }

    /** Whether {@link #begin} has nothing to wait for and nothing to tell. */
    public boolean hasBegun() {
        return begun;
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
                dues.ended();
                return null;
            }
            return watch == null ? event : watch.seen(event);
        } catch (UpstreamProblem broken) {
            dues.failed(broken);
            throw broken;
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
            dues.closed();
        }
    }
}

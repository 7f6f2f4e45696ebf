package io.oblix.ask.attempt;

import io.oblix.ask.limit.BreakerPermit;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** An attempt that has got through: first what was held back of it, then what is still to come. */
public final class LiveAnswer implements Answer {

    private final AnsweredBy by;
    private final Deque<AnswerEvent> heldBack;
    private final Attempt attempt;
    private final BreakerPermit permit;
    private final Runnable whenClosed;
    private boolean closed;

    public LiveAnswer(
            AnsweredBy by, Deque<AnswerEvent> heldBack, Attempt attempt, BreakerPermit permit, Runnable whenClosed) {
        this.by = by;
        this.heldBack = heldBack;
        this.attempt = attempt;
        this.permit = permit;
        this.whenClosed = whenClosed;
    }

    @Override
    public AnsweredBy by() {
        return by;
    }

    @Override
    public String model() {
        return attempt.model();
    }

    public Target target() {
        return attempt.target();
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
                attempt.tellSucceeded(permit);
            }
            return event;
        } catch (UpstreamProblem broken) {
            attempt.tellFailed(permit, broken);
            throw broken;
        }
    }

    /** Notes that nobody wants the rest, for a reason that is no fault of the provider. */
    public void giveUp(Problem why) {
        attempt.giveUp(why);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        attempt.close();
        whenClosed.run();
        // Where nothing was told yet the caller left, and that says nothing of the provider.
        permit.unused();
    }
}

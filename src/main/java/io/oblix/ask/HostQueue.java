package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.provider.Question;
import io.oblix.provider.Target;

/** Waits for a turn at the target's host; the answer gives it back when it is closed. */
final class HostQueue implements Layer {

    private final InFlightCalls calls;
    private final Layer next;

    HostQueue(InFlightCalls calls, Layer next) {
        this.calls = calls;
        this.next = next;
    }

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        Runnable leave = calls.enter(target, inquiry.question().request().cancellation(), inquiry.leftNanos());
        try {
            LiveAnswer answer = next.ask(inquiry, target, question);
            answer.owesTurn(leave);
            return answer;
        } catch (RuntimeException notSent) {
            leave.run();
            throw notSent;
        }
    }
}

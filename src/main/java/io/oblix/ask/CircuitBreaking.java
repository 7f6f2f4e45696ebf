package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.limit.BreakerPermit;
import io.oblix.ask.limit.Breakers;
import io.oblix.provider.Question;
import io.oblix.provider.Target;

/** Asks the target's breaker for a permit; the answer reports to it what became of the call, to its last piece. */
final class CircuitBreaking implements Layer {

    private final Breakers breakers;
    private final Layer next;

    CircuitBreaking(Breakers breakers, Layer next) {
        this.breakers = breakers;
        this.next = next;
    }

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        BreakerPermit permit = breakers.permit(target);
        try {
            LiveAnswer answer = next.ask(inquiry, target, question);
            answer.owesOutcome(permit);
            return answer;
        } catch (RuntimeException notSent) {
            permit.unused();
            throw notSent;
        }
    }
}

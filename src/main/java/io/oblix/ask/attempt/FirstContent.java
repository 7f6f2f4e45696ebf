package io.oblix.ask.attempt;

import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;

/** Waits for the first content of an answer, and lets the provider know whether it came. */
public final class FirstContent implements Layer {

    private final Layer next;

    public FirstContent(Layer next) {
        this.next = next;
    }

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        LiveAnswer answer = next.ask(inquiry, target, question);
        try {
            answer.begin();
            target.provider().learn(null);
            return answer;
        } catch (RuntimeException failed) {
            if (failed instanceof UpstreamProblem problem) {
                target.provider().learn(problem);
            }
            answer.close();
            throw failed;
        }
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same target in other words, at once, where its provider has learned from the refusal how to ask better. It
 * ends with the first refusal that comes again, unless its provider knows that it tells something new.
 */
record Rephrasing(Layer next) implements Layer {

    private static final int MOST_TIMES = 3;

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        Question asked = question;
        String lastRefusal = "";
        for (int times = 0; ; times++) {
            try {
                return next.ask(inquiry, target, asked);
            } catch (UpstreamProblem refused) {
                boolean over = times >= MOST_TIMES || inquiry.isTimeOver();
                Question other = over ? null : other(asked, refused, lastRefusal, target);
                if (other == null) {
                    throw target.withContextLimit(refused, asked);
                }
                asked = other;
                lastRefusal = refused.text();
            }
        }
    }

    private static @Nullable Question other(
            Question asked, UpstreamProblem refused, String lastRefusal, Target target) {
        return lastRefusal.equals(refused.text())
                ? target.provider().rephraseAgain(asked, refused, target.place())
                : target.provider().rephrase(asked, refused, target.place());
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;

/**
 * Asks the same target in other words, at once, where its provider has learned from the refusal how to ask better. It
 * ends with the first refusal that comes again: other words did not help.
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
                boolean tried = times >= MOST_TIMES || lastRefusal.equals(refused.text());
                Question other = tried || inquiry.isTimeOver()
                        ? null
                        : target.provider().rephrase(asked, refused, target.place());
                if (other == null) {
                    throw refused;
                }
                asked = other;
                lastRefusal = refused.text();
            }
        }
    }
}

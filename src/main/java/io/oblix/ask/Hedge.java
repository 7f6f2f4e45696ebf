package io.oblix.ask;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.time.Duration;
import java.util.List;

/**
 * Asks the fallback as well when the target of a decision has sent no content after the time that its policy gives it
 * ({@code hedge=3s}); {@link Race} lets the one that begins first answer. Both go through all layers below, so whatever
 * forbids a call forbids it here too. The rest of an answer that broke off is not hedged, nor is a part of a request.
 */
record Hedge(Hedging hedging, AttemptListener listener, Layer next) implements Layer {

    @Override
    @SuppressWarnings("ReferenceEquality") // Another question is a part of the request, or the rest of an answer.
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        if (question != inquiry.question()) {
            return next.ask(inquiry, target, question);
        }
        Target first = inquiry.targets().get(0);
        if (target.equals(first) && inquiry.leave().left() == null) {
            hedging.asked();
        }
        Duration after = inquiry.hedgeAfter();
        if (after == null
                || !target.model().equals(first.model())
                || inquiry.decision().localOnly()
                || after.toNanos() >= inquiry.leftNanos()) {
            return next.ask(inquiry, target, question);
        }
        List<Target> fallback = inquiry.targets().stream()
                .filter(other -> !other.model().equals(first.model()) && !inquiry.wasRaced(other))
                .toList();
        return fallback.isEmpty()
                ? next.ask(inquiry, target, question)
                : new Race(hedging, listener, next, inquiry, target, fallback).run(after);
    }
}

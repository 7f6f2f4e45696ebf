package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.budget.Reservation;
import io.oblix.provider.Question;
import io.oblix.provider.Target;

/**
 * Puts money aside for each call that may cost some, and gives the rest of it back when the call has ended. Retries,
 * fallbacks, rescues and hedges are calls like any other. What was put aside bounds the answer: its limit goes out with the
 * request, also where the client set none.
 */
record WithinBudget(Spending spending, Layer next) implements Layer {

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        CallCost cost = spending.cost(target, question);
        if (cost == null) {
            return next.ask(inquiry, target, question);
        }
        Reservation reservation = spending.reserve(inquiry, target, question, cost);
        boolean asked = false;
        try {
            int tokens = cost.tokensFor(reservation.microUsd());
            boolean limit = spending.isLimited(question) && cost.mustLimit(tokens);
            LiveAnswer answer = next.ask(inquiry, target, limit ? question.limitedTo(tokens) : question);
            answer.owesPayment(reservation);
            asked = true;
            return answer;
        } finally {
            if (!asked) {
                reservation.release();
            }
        }
    }
}

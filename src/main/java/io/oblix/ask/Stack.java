package io.oblix.ask;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.attempt.Sender;
import io.oblix.ask.attempt.Tariff;
import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.limit.BreakerPermit;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.ask.limit.Turn;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.RetrySettings;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamClient;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What every call upstream goes through. {@link Fallback} stands on top of it and asks it for one target after the
 * other; the deadline of the request is part of the inquiry, and every layer that waits keeps to it.
 *
 * @param timeouts of each side
 * @param hedging what hedges share
 * @param listener receives what becomes of each call
 * @param tariff what calls cost
 * @param spending what may be spent
 */
public record Stack(
        UpstreamClient client,
        Breakers breakers,
        Map<Side, Timeouts> timeouts,
        RetrySettings retry,
        InFlightCalls inFlight,
        Hedging hedging,
        AttemptListener listener,
        Tariff tariff,
        Spending spending) {

    /**
     * The layers, outermost first.
     *
     * @param expectations say what a call will take of its host
     */
    Layer layers(Expectations expectations) {
        List<UnaryOperator<Layer>> outermostFirst = List.of(
                // Ask the fallback as well where the target is late, and let the one answer that begins first.
                next -> new Hedge(hedging, listener, next),
                // Count the prompt as the model was seen to count.
                next -> counted(next, expectations),
                // Ask the same target again, after a pause, where that may help.
                next -> new Retry(retry, next),
                // Ask in other words at once, where the provider has learned them from the refusal.
                Rephrasing::new,
                // Hand nothing on before the first content, so that until then a failure can be hidden.
                Stack::begun,
                // Reject at once while the circuit is open: no request queues for a model that keeps failing.
                this::whileClosed,
                // Wait for a turn where the host takes only so many calls at a time.
                next -> inTurn(next, expectations),
                // Take the permit only now, as the circuit may have opened meanwhile, and report the outcome to it.
                this::withPermit,
                // Put aside what the call may cost, and let no call begin that no budget pays.
                next -> new WithinBudget(spending, next),
                // Send a local-only request nowhere that is not known to be local, as late as that can be checked.
                LocalOnly::new,
                // Send nothing to a model that the key may not use.
                Allowed::new);
        Layer stack = new Sender(client, timeouts, listener, expectations::reading, tariff);
        for (int i = outermostFirst.size() - 1; i >= 0; i--) {
            stack = outermostFirst.get(i).apply(stack);
        }
        return stack;
    }

    private static Layer counted(Layer next, Expectations expectations) {
        return (inquiry, target, question) ->
                next.ask(inquiry, target, question.as(expectations.counted(target.model(), question.work())));
    }

    /** The provider learns whether the first content came. The first call of an inquiry may be left to itself until then. */
    private static Layer begun(Layer next) {
        return (inquiry, target, question) -> {
            boolean leaves = inquiry.leave().take() && inquiry.failures().isEmpty();
            LiveAnswer left = inquiry.leave().takeLeft();
            LiveAnswer answer = left == null ? next.ask(inquiry, target, question) : left;
            if (leaves) {
                inquiry.leave().left(answer);
                return answer;
            }
            try {
                answer.begin();
                target.provider().learn(null);
                return answer;
            } catch (RuntimeException | Error failed) {
                if (failed instanceof UpstreamProblem problem) {
                    target.provider().learn(problem);
                }
                answer.close();
                throw failed;
            }
        };
    }

    private Layer whileClosed(Layer next) {
        return (inquiry, target, question) -> {
            breakers.check(target, inquiry.isAlone());
            return next.ask(inquiry, target, question);
        };
    }

    /** The answer gives the turn back when it is closed. */
    private Layer inTurn(Layer next, Expectations expectations) {
        return (inquiry, target, question) -> {
            Turn turn = inFlight.enter(
                    target,
                    expectations.service(target, question.work()),
                    inquiry.question().request().cancellation(),
                    inquiry.leftNanos());
            try {
                LiveAnswer answer = next.ask(inquiry, target, question);
                turn.sent();
                answer.owesTurn(turn);
                return answer;
            } catch (RuntimeException | Error notSent) {
                turn.leave(Turn.Ending.OTHER);
                throw notSent;
            }
        };
    }

    /** The answer reports to the permit what became of the call, to its last piece. */
    private Layer withPermit(Layer next) {
        return (inquiry, target, question) -> {
            BreakerPermit permit = breakers.permit(target, inquiry.isAlone());
            try {
                LiveAnswer answer = next.ask(inquiry, target, question);
                answer.owesOutcome(permit);
                return answer;
            } catch (RuntimeException | Error notSent) {
                permit.unused();
                throw notSent;
            }
        };
    }
}

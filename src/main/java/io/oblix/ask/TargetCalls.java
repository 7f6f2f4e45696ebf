package io.oblix.ask;

import io.oblix.ask.attempt.Attempt;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.limit.BreakerPermit;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.upstream.UpstreamRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of one request: each target with its breaker and its retries, all within the request's total time. */
public final class TargetCalls {

    private final CallContext context;
    private final Question question;
    private final ChatRequest request;
    private final Decision decision;
    private final Consumer<AnsweredBy> asked;
    private final List<Target> inOrder;
    private final long deadlineNanos;
    private final List<UpstreamProblem> failures = new ArrayList<>();
    private int attempts;

    /**
     * @param inOrder the targets of the decision
     * @param asked is told whom it is about to ask, each time
     */
    TargetCalls(
            CallContext context,
            Question question,
            Decision decision,
            List<Target> inOrder,
            Consumer<AnsweredBy> asked) {
        this.context = context;
        this.question = question;
        this.request = question.request();
        this.decision = decision;
        this.inOrder = inOrder;
        this.asked = asked;
        this.deadlineNanos = request.receivedNanos() + context.retry().total().toNanos();
    }

    public Question question() {
        return question;
    }

    public List<Target> targets() {
        return inOrder;
    }

    /** What became of the targets that were given up, in their order. */
    public List<UpstreamProblem> failures() {
        return failures;
    }

    public AttemptListener listener() {
        return context.listener();
    }

    /** Whether the client named the model, and so gets that model's own problem. */
    public boolean isClientsChoice() {
        return question.chosenBy() == Question.ChosenBy.CLIENT;
    }

    public boolean isTimeOver() {
        return System.nanoTime() >= deadlineNanos;
    }

    /**
     * Asks one target, again where that may help.
     *
     * @param words what to ask: the request, or what is left of it
     * @return null when it has failed and the next one may try; then it is among the failures
     * @throws UpstreamProblem when no other may
     */
    public @Nullable LiveAnswer ask(Target target, Question words) {
        asked.accept(by(target, List.of(), Map.of()));
        UpstreamProblem last = null;
        for (int call = 1; call <= context.retry().maxAttempts(); call++) {
            if (last != null && !Backoff.await(last, call, context.retry().maxDelay(), deadlineNanos, request)) {
                break;
            }
            try {
                return attempt(target, words);
            } catch (UpstreamProblem failed) {
                if (failed.kind() == Kind.BREAKER_OPEN) {
                    last = last == null ? failed : last;
                    break;
                }
                target.provider().learn(failed);
                last = failed;
                boolean again = failed.worthRetrying(inOrder.size() == 1);
                if (!again && !failed.kind().worthFallback()) {
                    throw failed;
                }
                if (!again) {
                    break;
                }
            }
        }
        if (last != null && !last.kind().worthFallback()) {
            throw last;
        }
        if (last != null) {
            failures.add(last);
        }
        return null;
    }

    private UpstreamProblem leftAlone(Target target) {
        return new UpstreamProblem(
                Kind.BREAKER_OPEN,
                target.name(),
                "left alone for a while, because it kept failing",
                null,
                context.breakers().openDuration());
    }

    /** Nobody queues for a model that is left alone; and what became of it meanwhile counts when the turn comes. */
    private LiveAnswer attempt(Target target, Question words) {
        permit(target).unused();
        Runnable leave = context.inFlight().enter(target, request, deadlineNanos - System.nanoTime());
        try {
            return attempt(target, words, permit(target), leave);
        } catch (RuntimeException failed) {
            leave.run();
            throw failed;
        }
    }

    private BreakerPermit permit(Target target) {
        BreakerPermit permit = BreakerPermit.of(context.breakers().of(target));
        if (permit == null) {
            throw leftAlone(target);
        }
        return permit;
    }

    private LiveAnswer attempt(Target target, Question words, BreakerPermit permit, Runnable leave) {
        Attempt attempt = null;
        try {
            if (decision.localOnly()) {
                LocalOnly.check(target);
            }
            UpstreamRequest upstream = target.provider().translate(words, target.place());
            attempts++;
            asked.accept(by(target, upstream.ignoredParams(), Map.of()));
            listener().asking(request, decision, target.model(), failures);
            attempt = new Attempt(
                    context.client(),
                    words,
                    upstream,
                    target,
                    context.timeoutsOf(target.side()),
                    deadlineNanos,
                    listener());
            Deque<AnswerEvent> heldBack = holdBack(attempt, permit);
            target.provider().learn(null);
            AnsweredBy by = by(target, upstream.ignoredParams(), attempt.headersForClient());
            return new LiveAnswer(by, heldBack, attempt, permit, leave);
        } catch (RuntimeException failed) {
            if (failed instanceof UpstreamProblem problem && attempt != null) {
                attempt.tellFailed(permit, problem);
            } else {
                permit.unused();
            }
            if (attempt != null) {
                attempt.close();
            }
            throw failed;
        }
    }

    private AnsweredBy by(Target target, List<String> ignoredParams, Map<String, String> upstreamHeaders) {
        return new AnsweredBy(
                decision.policy(),
                decision.rule(),
                target.side().word(),
                target.name(),
                target.place().baseUrl(),
                decision.reason(),
                !target.model().equals(inOrder.get(0).model()),
                attempts,
                ignoredParams,
                upstreamHeaders);
    }

    /** Up to the first content of a stream; to the end for a caller who wants the whole. */
    private Deque<AnswerEvent> holdBack(Attempt attempt, BreakerPermit permit) {
        Deque<AnswerEvent> held = new ArrayDeque<>();
        AnswerEvent event;
        while ((event = attempt.next()) != null) {
            held.add(event);
            if (event.isContent()) {
                attempt.tellBegun(permit);
                if (request.streaming()) {
                    break;
                }
            }
        }
        return held;
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.rescue.Rescue;
import io.oblix.ask.rescue.UnbrokenAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.policy.Candidate;
import io.oblix.policy.Decision;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Providers;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the targets of a decision, one after the other, until one answers. Nothing of an attempt reaches the caller
 * before its first content (for a caller who wants the whole: before its end), so until then every failure is a retry,
 * a fallback or a proper status code. What breaks off after it is {@link Rescue}'s.
 */
public final class Asking {

    private final Providers providers;
    private final Targets targets;
    private final CallContext context;

    public Asking(Providers providers, Expectations expectations, CallContext context) {
        this.providers = providers;
        this.targets = new Targets(providers, expectations);
        this.context = context;
    }

    /**
     * Asks one target after the other.
     *
     * @param asked is told whom it is about to ask, each time, so that a failure can be told as well as an answer
     * @return an answer that has begun; the caller closes it
     * @throws Problem the model's own when the caller named it, {@link AllTargetsFailed} when a policy chose
     */
    public Answer ask(ChatRequest request, Work work, Decision decision, Consumer<AnsweredBy> asked) {
        List<Target> inOrder = targets.of(decision, request);
        Question question = new Question(
                request, work, decision.target() == null ? Question.ChosenBy.CLIENT : Question.ChosenBy.POLICY);
        TargetCalls calls = new TargetCalls(context, question, decision, inOrder, asked);
        RequestProblem lost = null;
        for (Target target : inOrder) {
            if ((calls.isTimeOver() && !calls.failures().isEmpty()) || isTooSmall(target, calls)) {
                continue;
            }
            try {
                LiveAnswer answer = calls.ask(target, question);
                if (answer != null) {
                    return isRescuable(request) ? new UnbrokenAnswer(answer, new Rescue(calls)) : answer;
                }
            } catch (RequestProblem untranslatable) {
                // This provider has no form for the request; the next one may.
                lost = lost == null ? untranslatable : lost;
            }
        }
        throw problem(calls, lost);
    }

    /** Of an answer held whole nothing was sent that would have to be continued; several answers at once cannot be. */
    private static boolean isRescuable(ChatRequest request) {
        return request.streaming() && request.body().path("n").asInt(1) == 1;
    }

    /** What did not fit into one model's window is tried in a larger one only. */
    private boolean isTooSmall(Target target, TargetCalls calls) {
        int contextTokens = contextTokens(target);
        return calls.failures().stream()
                .anyMatch(failed -> failed.kind() == Kind.CONTEXT_EXCEEDED
                        && calls.targets().stream()
                                .anyMatch(before -> before.name().equals(failed.target())
                                        && contextTokens(before) >= contextTokens));
    }

    private static int contextTokens(Target target) {
        return target.provider().state(target.model().name()).contextTokens();
    }

    private static Problem problem(TargetCalls calls, @Nullable RequestProblem lost) {
        List<UpstreamProblem> failures = calls.failures();
        if (failures.isEmpty()) {
            return lost != null ? lost : new AllTargetsFailed(failures);
        }
        UpstreamProblem last = failures.get(failures.size() - 1);
        // A prompt that fits nowhere is the caller's to shorten, whoever was asked.
        boolean tooLong = failures.stream().allMatch(failed -> failed.kind() == Kind.CONTEXT_EXCEEDED);
        if (calls.isClientsChoice() || tooLong) {
            return last;
        }
        return areBusy(failures) ? shortestWait(failures) : new AllTargetsFailed(failures);
    }

    /** A queue that is full is no failure: the caller is to come again, as he would be told if he had named the model. */
    private static boolean areBusy(List<UpstreamProblem> failures) {
        return failures.stream().anyMatch(failed -> failed.kind() == Kind.QUEUE_FULL)
                && failures.stream()
                        .allMatch(failed -> failed.kind() == Kind.QUEUE_FULL || failed.kind() == Kind.RATE_LIMITED);
    }

    private static UpstreamProblem shortestWait(List<UpstreamProblem> busy) {
        return Collections.min(
                busy,
                Comparator.comparing(
                        UpstreamProblem::retryAfter, Comparator.nullsLast(Comparator.<Duration>naturalOrder())));
    }

    /**
     * Whom a decision would ask, in their order.
     *
     * @throws Problem when the caller named a model that nobody has, or one that must not be asked
     */
    public List<Candidate> candidates(ChatRequest request, Decision decision) {
        return targets.of(decision, request).stream()
                .map(target -> new Candidate(target.side(), target.name()))
                .distinct()
                .toList();
    }

    /** For the facts: which models there are. */
    public Providers providers() {
        return providers;
    }
}

package io.oblix.ask.attempt;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the targets of its decision: what is asked, who may be asked, until when, and what came
 * of it so far. It alone holds the failures. For one thread.
 */
public final class Inquiry {

    private final Question question;
    private final Decision decision;
    private final List<Target> targets;
    private final long deadlineNanos;
    private final List<UpstreamProblem> failures = new ArrayList<>(0);
    private final Bill bill = new Bill();
    private int attempts;
    private @Nullable Target lastAsked;
    private List<String> ignoredParams = List.of();

    /**
     * @param targets those of the decision, in their order
     * @param deadlineNanos when the time for the whole request is over, by {@link System#nanoTime()}
     */
    public Inquiry(Question question, Decision decision, List<Target> targets, long deadlineNanos) {
        this.question = question;
        this.decision = decision;
        this.targets = Collections.unmodifiableList(targets);
        this.deadlineNanos = deadlineNanos;
    }

    public Question question() {
        return question;
    }

    public Decision decision() {
        return decision;
    }

    public List<Target> targets() {
        return targets;
    }

    /** Whether the client named the model, and so gets that model's own problem. */
    public boolean isClientsChoice() {
        return question.chosenBy() == Question.ChosenBy.CLIENT;
    }

    /** Whether there is no other model to ask. */
    public boolean isAlone() {
        return isClientsChoice() || targets.size() == 1;
    }

    /** Whether no target comes after this one. */
    boolean isLast(Target target) {
        return targets.get(targets.size() - 1).equals(target);
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    public long leftNanos() {
        return deadlineNanos - System.nanoTime();
    }

    public boolean isTimeOver() {
        return leftNanos() <= 0;
    }

    /** The last problem of each target that was given up, in their order. */
    public List<UpstreamProblem> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** A target is given up. */
    public void failed(UpstreamProblem problem) {
        failures.add(problem);
    }

    /** A target is next, whether or not it will be called. */
    public void turnTo(Target target) {
        lastAsked = target;
        ignoredParams = List.of();
    }

    /** A call is about to be made. */
    void calling(Target target, List<String> ignored) {
        attempts++;
        lastAsked = target;
        ignoredParams = ignored;
    }

    /** What was charged so far. */
    public Bill bill() {
        return bill;
    }

    /** For the headers of an error: who was asked last; null when there was no target. */
    public @Nullable AnsweredBy lastAsked() {
        Target target = lastAsked;
        return target == null ? null : answeredBy(target, ignoredParams, Map.of());
    }

    AnsweredBy answeredBy(Target target, List<String> ignored, Map<String, String> upstreamHeaders) {
        return new AnsweredBy(
                decision.policy(),
                decision.rule(),
                target.side().word(),
                target.name(),
                target.place().baseUrl(),
                target.provider().baseUrls().size() > 1 ? target.place().authority() : "",
                decision.reason(),
                !target.model().equals(targets.get(0).model()),
                attempts,
                ignored,
                upstreamHeaders,
                bill);
    }
}

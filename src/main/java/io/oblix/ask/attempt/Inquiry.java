package io.oblix.ask.attempt;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.Cancellation;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the targets of its decision: what is asked, who may be asked, until when, and what came
 * of it so far. It alone holds the failures. For one thread.
 */
public final class Inquiry {

    /** The reason where a judged answer was not sent, or was because the fallback failed. */
    private static final String UNSURE = "local-was-unsure";

    /** A local answer that is held while another target is asked, and why. */
    public record Doubted(LiveAnswer answer, UpstreamProblem why, Runnable undoubted) {}

    private final Question question;
    private final Decision decision;
    private final List<Target> targets;
    private final long deadlineNanos;
    private final List<UpstreamProblem> failures = new ArrayList<>(0);
    private final Bill bill;
    private final AtomicInteger attempts;
    private final @Nullable Duration hedgeAfter;

    /** The inquiry that this one is a part of; itself for a whole one. */
    private final Inquiry whole;

    private List<Target> raced = List.of();
    private @Nullable Target overtaken;
    private @Nullable Target lastAsked;
    private List<String> ignoredParams = List.of();

    /** Read by the thread of another part. */
    private volatile boolean called;

    private String reason;
    private double confidence = -1;
    private @Nullable Doubted doubted;
    private final Leave leave = new Leave();

    /**
     * @param targets those of the decision, in their order
     * @param deadlineNanos when the time for the whole request is over, by {@link System#nanoTime()}
     */
    public Inquiry(Question question, Decision decision, List<Target> targets, long deadlineNanos) {
        this(question, decision, targets, deadlineNanos, null);
    }

    /** @param hedgeAfter how long the target may take before the fallback is asked as well; null for as long as it takes */
    public Inquiry(
            Question question,
            Decision decision,
            List<Target> targets,
            long deadlineNanos,
            @Nullable Duration hedgeAfter) {
        this.question = question;
        this.decision = decision;
        this.reason = decision.reason();
        this.targets = Collections.unmodifiableList(targets);
        this.deadlineNanos = deadlineNanos;
        this.hedgeAfter = hedgeAfter;
        this.bill = new Bill();
        this.attempts = new AtomicInteger();
        this.whole = this;
    }

    /** One of two parts that are asked at the same time. */
    private Inquiry(Inquiry whole, Cancellation cancellation, List<Target> targets) {
        Question all = whole.question;
        this.question = new Question(all.request().with(cancellation), all.work(), all.chosenBy(), all.judged());
        this.decision = whole.decision;
        this.reason = decision.reason();
        this.targets = targets;
        this.deadlineNanos = whole.deadlineNanos;
        this.hedgeAfter = null;
        this.bill = whole.bill;
        this.attempts = whole.attempts;
        this.whole = whole;
    }

    /**
     * The same for one of two that are asked at the same time, each on a thread of its own: their calls and charges count
     * together, their failures do not.
     *
     * @param cancellation ends its calls
     * @param some of the targets, which it may ask
     */
    public Inquiry raced(Cancellation cancellation, List<Target> some) {
        return new Inquiry(this, cancellation, some);
    }

    /** Targets that were asked beside another one, and failed. */
    public void racedInVain(List<Target> failed, List<UpstreamProblem> problems) {
        raced = failed;
        failures.addAll(problems);
    }

    /** Whether a target was asked beside another one and failed, so that it is not asked in its turn. */
    public boolean wasRaced(Target target) {
        return raced.contains(target);
    }

    /** A target was late, and another one answers. */
    public void overtaken(Target late) {
        overtaken = late;
    }

    /** The target that was late, but has not failed; null for none. */
    public @Nullable Target overtaken() {
        return overtaken;
    }

    /** How long the target may take before the fallback is asked as well; null for as long as it takes. */
    public @Nullable Duration hedgeAfter() {
        return hedgeAfter;
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
        return isClientsChoice() || whole.targets.size() == 1;
    }

    /** Whether it is the model that was decided for, and not one that answers in its place. */
    public boolean isDecidedFor(Target target) {
        return target.model().equals(whole.targets.get(0).model());
    }

    /** Whether no target comes after this one. */
    boolean isLast(Target target) {
        return whole.targets.get(whole.targets.size() - 1).equals(target);
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

    /**
     * An answer was judged.
     *
     * @param rank of its confidence, 0 to 1; -1 where it could not be compared
     */
    public void judged(double rank) {
        confidence = rank;
    }

    /** A judged answer is not sent, if another target answers. */
    public void doubted(LiveAnswer answer, UpstreamProblem why, Runnable undoubted) {
        reason = UNSURE;
        doubted = new Doubted(answer, why, undoubted);
    }

    /** The answer in doubt, which its caller then sends or closes; null when there is none. */
    public @Nullable Doubted takeDoubted() {
        Doubted taken = doubted;
        doubted = null;
        return taken;
    }

    /** Whether the thread waits for the answer of the first call. */
    public Leave leave() {
        return leave;
    }

    /** A target is next, whether or not it will be called. */
    public void turnTo(Target target) {
        if (leave.left() == null) {
            lastAsked = target;
            ignoredParams = List.of();
        }
    }

    /** A call is about to be made. */
    public void calling(Target target, List<String> ignored) {
        attempts.incrementAndGet();
        called = true;
        lastAsked = target;
        ignoredParams = ignored;
    }

    /** Whether any call was made: a circuit or a budget may have let none pass. */
    public boolean hasCalled() {
        return called;
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
                whole.reason,
                !target.model().equals(whole.targets.get(0).model()),
                attempts.get(),
                ignored,
                upstreamHeaders,
                bill,
                whole.confidence);
    }
}

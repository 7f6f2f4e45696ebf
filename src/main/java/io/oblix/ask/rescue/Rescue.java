package io.oblix.ask.rescue;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import io.oblix.settings.RescueMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a model to finish an answer that broke off after the client received part of it: first the targets of the
 * decision that have not failed yet, then the one that broke off, each at most once in each way. A call that fails before
 * its first words is retried like any other. After one run has said something else, only what goes on with the begun answer
 * is still asked. Only targets of the decision are asked, so a local answer stays local where it must.
 */
public final class Rescue {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);

    private static final List<String> TURN_WORDS = List.of("prefill", "role", "alternat", "user message", "assistant");

    private final Layer stack;
    private final Inquiry inquiry;
    private final AttemptListener listener;
    private final RescueMode mode;
    private @Nullable Deque<Target> candidates;

    /** @param stack asks one target */
    public Rescue(Layer stack, Inquiry inquiry, AttemptListener listener, RescueMode mode) {
        this.stack = stack;
        this.inquiry = inquiry;
        this.listener = listener;
        this.mode = mode;
    }

    /**
     * The rest of an answer.
     *
     * @param answer from the first piece on that the client does not have
     * @param continued what the client is shown of the change
     */
    record Rest(Answer answer, Target target, AnswerEvent.Continued continued) {}

    /** @throws Problem the client's error when no model can finish the answer */
    Rest rest(UpstreamProblem broken, Answer brokenAnswer, Target brokenTarget, SentSoFar sent) {
        inquiry.failed(broken);
        if (!sent.isText() || !broken.kind().worthFallback()) {
            listener.rescued(inquiry.question().request(), RescueOutcome.IMPOSSIBLE);
            throw broken;
        }
        if (Continuation.isSpent(inquiry.question().request().body(), sent.spentTokens())) {
            return spent(broken, brokenAnswer, brokenTarget, sent);
        }
        boolean disagreed = false;
        Deque<Target> left = candidates(brokenTarget);
        Target target;
        while (!inquiry.isTimeOver() && (target = left.poll()) != null) {
            boolean sameModel = target.model().equals(brokenTarget.model());
            for (Continuation how : Continuation.ways(inquiry.question().request(), sent, sameModel, mode)) {
                if (inquiry.isTimeOver() || (disagreed && !how.mayStillFit(sameModel))) {
                    continue;
                }
                FittedAnswer rest = ask(target, how, sent);
                if (rest != null) {
                    return report(rest, target, broken, sent);
                }
                disagreed |= last().kind() == FailureKind.DISAGREED;
                if (last().kind() == FailureKind.CONTENT_POLICY) {
                    // A refusal is reported and never routed around.
                    listener.rescued(inquiry.question().request(), RescueOutcome.FAILED);
                    throw last();
                }
                if (last().kind() != FailureKind.DISAGREED) {
                    break;
                }
            }
        }
        listener.rescued(inquiry.question().request(), disagreed ? RescueOutcome.DISAGREED : RescueOutcome.FAILED);
        throw inquiry.isClientsChoice() ? broken : new AllTargetsFailed(inquiry.failures());
    }

    /** The targets before the one that broke off have failed already, except one that was only late. */
    private Deque<Target> candidates(Target broken) {
        Deque<Target> left = candidates;
        if (left == null) {
            List<Target> all = inquiry.targets();
            left = new ArrayDeque<>(all.subList(all.indexOf(broken) + 1, all.size()));
            Target late = inquiry.overtaken();
            if (late != null && !late.equals(broken)) {
                left.add(late);
            }
            left.add(broken);
            candidates = left;
        }
        return left;
    }

    /** Null when this target failed too; its problem is then the last of the failures. */
    private @Nullable FittedAnswer ask(Target target, Continuation how, SentSoFar sent) {
        try {
            return run(target, how);
        } catch (UpstreamProblem failed) {
            ChatRequest request = inquiry.question().request();
            Continuation other = refusesTurn(failed) ? how.quoted(request, sent) : null;
            if (other != null && !inquiry.isTimeOver()) {
                return ask(target, other, sent);
            }
            inquiry.failed(failed);
        } catch (RequestProblem untranslatable) {
            inquiry.failed(
                    new UpstreamProblem(FailureKind.REQUEST_REJECTED, target.name(), "cannot express the request"));
        }
        return null;
    }

    private FittedAnswer run(Target target, Continuation how) {
        LiveAnswer run = stack.ask(inquiry, target, inquiry.question().rest(how.request(), how.begunTokens()));
        boolean fits = false;
        try {
            FittedAnswer rest =
                    new FittedAnswer(run, how, inquiry.question().work().promptTokens()).begin();
            fits = true;
            return rest;
        } finally {
            if (!fits) {
                run.close();
            }
        }
    }

    /** Servers word it in many ways, and some fail over it: the template of a model knows only turns that alternate. */
    private static boolean refusesTurn(UpstreamProblem failed) {
        String said = failed.text().toLowerCase(Locale.ROOT);
        return failed.kind() == FailureKind.REQUEST_REJECTED
                || failed.kind() == FailureKind.LACKS_ABILITY
                || (failed.kind() == FailureKind.FAILED && TURN_WORDS.stream().anyMatch(said::contains));
    }

    private UpstreamProblem last() {
        List<UpstreamProblem> failures = inquiry.failures();
        return failures.get(failures.size() - 1);
    }

    private Rest report(FittedAnswer rest, Target by, UpstreamProblem broken, SentSoFar sent) {
        boolean continued = !rest.startedOver();
        listener.rescued(inquiry.question().request(), continued ? RescueOutcome.CONTINUED : RescueOutcome.REPEATED);
        String note = note(by, broken);
        LOG.warn(
                "request {}: {} ({} characters were sent)",
                inquiry.question().request().id(),
                note,
                sent.text().length());
        String how = continued ? "continued" : "identical";
        return new Rest(rest, by, new AnswerEvent.Continued(note + "; x-oblix-rescued: " + how, how));
    }

    /** The client has as much as it asked for, so there is no rest to ask for. */
    private Rest spent(UpstreamProblem broken, Answer brokenAnswer, Target target, SentSoFar sent) {
        listener.rescued(inquiry.question().request(), RescueOutcome.REPEATED);
        Usage usage = Usage.of(inquiry.question().work().promptTokens(), sent.spentTokens());
        String note = "oblix ended at the limit of tokens, where " + target.name() + " failed ("
                + broken.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "); x-oblix-rescued: identical";
        return new Rest(new SpentAnswer(brokenAnswer, usage), target, new AnswerEvent.Continued(note, "identical"));
    }

    /** Leaves out what the provider said, which may be anything. */
    private static String note(Target by, UpstreamProblem broken) {
        return "oblix continued by " + by.name() + " after " + broken.target() + " failed ("
                + broken.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks one target after the other until one answers, and chooses the client's error when none does.
 *
 * @param stack asks one target
 */
record Fallback(Layer stack) {

    /** @throws Problem the model's own when the client named it, {@link AllTargetsFailed} when a policy chose */
    LiveAnswer ask(Inquiry inquiry) {
        return ask(inquiry, inquiry.question());
    }

    /** @param question the inquiry's own, or a part of it */
    LiveAnswer ask(Inquiry inquiry, Question question) {
        try {
            LiveAnswer answer = first(inquiry, question);
            Inquiry.Doubted doubted = inquiry.takeDoubted();
            if (doubted != null) {
                doubted.answer().discard(doubted.why());
            }
            return answer;
        } catch (RuntimeException failed) {
            Inquiry.Doubted doubted = inquiry.takeDoubted();
            if (doubted == null) {
                throw failed;
            } else if (!(failed instanceof Problem) || failed instanceof ClientDisconnected) {
                doubted.answer().close();
                throw failed;
            }
            // Better than an error.
            doubted.undoubted().run();
            return doubted.answer().named();
        }
    }

    private LiveAnswer first(Inquiry inquiry, Question question) {
        RequestProblem lost = null;
        Target unable = null;
        for (Target target : inquiry.targets()) {
            if ((inquiry.isTimeOver() && !inquiry.failures().isEmpty())
                    || inquiry.wasRaced(target)
                    || isTooSmall(target, inquiry)
                    || isUnable(target, inquiry)) {
                continue;
            }
            inquiry.turnTo(target);
            // Not again where the call was made already.
            UpstreamProblem tooLong = inquiry.leave().left() == null ? WindowCheck.tooLong(target, question) : null;
            if (tooLong != null) {
                inquiry.failed(tooLong);
                continue;
            }
            try {
                return stack.ask(inquiry, target, question);
            } catch (UpstreamProblem failed) {
                if (!failed.kind().worthFallback()) {
                    throw failed;
                }
                inquiry.failed(failed);
            } catch (RequestProblem untranslatable) {
                // This provider cannot express the request; the next one may.
                unable = lost == null ? target : unable;
                lost = lost == null ? untranslatable : lost;
            }
        }
        if (lost != null && unable != null && !inquiry.failures().isEmpty()) {
            // Another one failed for a reason of its own, so this is only a part of the client's error.
            inquiry.failed(new UpstreamProblem(FailureKind.LACKS_ABILITY, unable.name(), lost.text()));
        }
        throw problem(inquiry, lost);
    }

    /**
     * What did not fit into one model's window is tried in a larger one only, or in one that may be. Where the first
     * model's is not known, the estimate of the prompt decides.
     */
    private static boolean isTooSmall(Target target, Inquiry inquiry) {
        for (UpstreamProblem failed : inquiry.failures()) {
            if (failed.kind() == FailureKind.CONTEXT_EXCEEDED) {
                for (Target before : inquiry.targets()) {
                    if (before.name().equals(failed.target())
                            && (before.name().equals(target.name()) || isSmaller(target, before, inquiry))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isSmaller(Target target, Target before, Inquiry inquiry) {
        if (!knowsWindow(target)) {
            return false;
        }
        int taken = knowsWindow(before)
                ? contextTokens(before)
                : inquiry.question().work().promptTokens();
        return contextTokens(target) <= taken;
    }

    private static boolean knowsWindow(Target target) {
        return target.provider().knowsWindow(target.model().name());
    }

    /** The same model at another host. */
    private static boolean isUnable(Target target, Inquiry inquiry) {
        return inquiry.failures().stream()
                .anyMatch(failed -> (failed.kind() == FailureKind.LACKS_ABILITY || failed.kind() == FailureKind.DOUBTED)
                        && failed.target().equals(target.name()));
    }

    private static int contextTokens(Target target) {
        return target.provider().state(target.model().name()).contextTokens();
    }

    private static Problem problem(Inquiry inquiry, @Nullable RequestProblem lost) {
        List<UpstreamProblem> failures = inquiry.failures();
        if (failures.isEmpty()) {
            return lost != null ? lost : new AllTargetsFailed(failures);
        }
        UpstreamProblem last = failures.get(failures.size() - 1);
        if (inquiry.isClientsChoice() || areClients(failures)) {
            return last;
        }
        return areBusy(failures) ? shortestWait(failures) : new AllTargetsFailed(failures);
    }

    /** What fits no model, or what none can do, is the client's to change, whichever models were asked. */
    private static boolean areClients(List<UpstreamProblem> failures) {
        return failures.stream()
                .allMatch(failed ->
                        failed.kind() == FailureKind.CONTEXT_EXCEEDED || failed.kind() == FailureKind.LACKS_ABILITY);
    }

    /** To wait is the remedy for all of them: the client gets the same 429 as if it had named the model. */
    private static boolean areBusy(List<UpstreamProblem> failures) {
        return failures.stream().allMatch(failed -> failed.status() == 429);
    }

    /** A quota that is used up is reported only where there is nothing else, as waiting does not help. */
    private static UpstreamProblem shortestWait(List<UpstreamProblem> busy) {
        return Collections.min(
                busy,
                Comparator.comparing((UpstreamProblem failed) -> failed.kind() == FailureKind.QUOTA_EXHAUSTED)
                        .thenComparing(
                                UpstreamProblem::retryAfter,
                                Comparator.nullsLast(Comparator.<Duration>naturalOrder())));
    }
}

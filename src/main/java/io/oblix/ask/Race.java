package io.oblix.ask;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A target that is asked on the request's own thread, and its fallback, which is asked on another one when the target is
 * late. Each has a cancellation of its own below the client's, so that the one that begins first ends the other's call at
 * once. The lock is held for a few instructions only.
 *
 * <pre>
 * target asked ---- begins or fails in time ----> as without a hedge
 *       \
 *        +-- late --> both asked ---- one begins ----> it answers, the other is cancelled
 *                          \
 *                           +-- one fails --> the other is waited for
 * </pre>
 */
final class Race {

    private enum Winner {
        TARGET,
        FALLBACK,

        /** It is over, and what begins now is too late. */
        NEITHER
    }

    private final Hedging hedging;
    private final AttemptListener listener;
    private final Layer layers;
    private final Inquiry inquiry;
    private final Target target;
    private final List<Target> fallback;
    private final Cancellation client;
    private final Cancellation targets;

    /** The fallback has begun or failed. */
    private final CountDownLatch fallbackEnded = new CountDownLatch(1);

    // Under the lock.
    private @Nullable Winner winner;
    private @Nullable Inquiry fallbacks;
    private @Nullable LiveAnswer fallbackAnswer;
    private @Nullable RuntimeException fallbackFailure;
    private List<UpstreamProblem> fallbackFailures = List.of();

    /** @param layers that the calls of both go through */
    Race(
            Hedging hedging,
            AttemptListener listener,
            Layer layers,
            Inquiry inquiry,
            Target target,
            List<Target> fallback) {
        this.hedging = hedging;
        this.listener = listener;
        this.layers = layers;
        this.inquiry = inquiry;
        this.target = target;
        this.fallback = fallback;
        this.client = inquiry.question().request().cancellation();
        this.targets = client.below();
    }

    /**
     * @param after how long the target may take before the fallback is asked
     * @return of whichever began first
     */
    LiveAnswer run(Duration after) {
        Future<?> late = hedging.later(after, this::late);
        LiveAnswer answer;
        try {
            Inquiry own = inquiry.raced(targets, inquiry.targets());
            answer = layers.ask(own, target, own.question());
        } catch (RuntimeException failed) {
            late.cancel(false);
            return afterFailure(failed);
        }
        late.cancel(false);
        Inquiry other;
        synchronized (this) {
            other = fallbacks;
            if (winner == null) {
                winner = Winner.TARGET;
            }
        }
        if (winner == Winner.FALLBACK) {
            discard(answer, fallback.get(0));
            return fallbackWins();
        }
        if (other != null) {
            overtake(other, target);
            report(other.hasCalled() ? HedgeOutcome.TARGET_FIRST : HedgeOutcome.NOT_ASKED);
        }
        return answer;
    }

    /** The target has sent no content in time. On the clock's thread. */
    private void late() {
        synchronized (this) {
            if (winner != null || client.isCancelled()) {
                return;
            }
            if (hedging.take()) {
                fallbacks = inquiry.raced(client.below(), fallback);
            }
        }
        Inquiry asked = fallbacks;
        if (asked == null) {
            report(HedgeOutcome.NOT_ASKED);
        } else if (!hedging.run(() -> askFallback(asked))) {
            synchronized (this) {
                fallbacks = null;
            }
            hedging.giveBack();
            fallbackEnded.countDown();
            report(HedgeOutcome.NOT_ASKED);
        }
    }

    private void askFallback(Inquiry own) {
        try {
            if (own.question().request().cancellation().isCancelled()) {
                return;
            }
            LiveAnswer answer = new Fallback(layers).ask(own);
            boolean isFirst;
            synchronized (this) {
                isFirst = winner == null;
                if (isFirst) {
                    winner = Winner.FALLBACK;
                    fallbackAnswer = answer;
                }
            }
            if (isFirst) {
                targets.cancel(overtaken(target, answer.target()));
            } else {
                discard(answer, target);
            }
        } catch (RuntimeException failed) {
            synchronized (this) {
                fallbackFailure = failed;
                fallbackFailures = List.copyOf(own.failures());
            }
        } finally {
            if (!own.hasCalled()) {
                hedging.giveBack();
            }
            fallbackEnded.countDown();
        }
    }

    /** The target failed, which may be because the fallback has won. */
    private LiveAnswer afterFailure(RuntimeException failed) {
        if (endsWith(failed)) {
            throw failed;
        }
        if (winner != Winner.FALLBACK) {
            client.await(fallbackEnded, inquiry.leftNanos());
        }
        Inquiry other;
        List<UpstreamProblem> others;
        synchronized (this) {
            other = fallbacks;
            others = fallbackFailures;
            if (winner == null) {
                winner = Winner.NEITHER;
            }
        }
        if (winner == Winner.FALLBACK) {
            if (failed instanceof UpstreamProblem problem) {
                inquiry.failed(problem);
            }
            return fallbackWins();
        }
        if (other != null) {
            overtake(other, target);
            inquiry.racedInVain(fallback, others);
            report(inVain(other));
        }
        throw client.isCancelled() ? new ClientDisconnected() : worse(failed);
    }

    /** Whether the race is over with this failure of the target: there is no fallback yet, or it must not take over. */
    private boolean endsWith(RuntimeException failed) {
        Inquiry other;
        synchronized (this) {
            if (winner == Winner.FALLBACK || (fallbacks != null && mayTakeOver(failed))) {
                return false;
            }
            winner = Winner.NEITHER;
            other = fallbacks;
        }
        if (other != null) {
            overtake(other, target);
            report(inVain(other));
        }
        return true;
    }

    private static boolean mayTakeOver(RuntimeException failed) {
        return failed instanceof RequestProblem
                || (failed instanceof UpstreamProblem problem && problem.kind().worthFallback());
    }

    /** A refusal of the fallback's that is not routed around says more than that the target failed. */
    private RuntimeException worse(RuntimeException failed) {
        RuntimeException other = fallbackFailure;
        return other instanceof UpstreamProblem problem && !problem.kind().worthFallback() ? other : failed;
    }

    private LiveAnswer fallbackWins() {
        LiveAnswer answer = fallbackAnswer;
        if (answer == null) {
            throw new IllegalStateException("the fallback has not begun");
        }
        if (inquiry.failures().stream().noneMatch(failed -> failed.target().equals(target.name()))) {
            inquiry.overtaken(target);
        }
        report(HedgeOutcome.FALLBACK_FIRST);
        return answer;
    }

    private HedgeOutcome inVain(Inquiry other) {
        if (client.isCancelled()) {
            return HedgeOutcome.CLIENT_LEFT;
        }
        return other.hasCalled() ? HedgeOutcome.FAILED : HedgeOutcome.NOT_ASKED;
    }

    private void report(HedgeOutcome outcome) {
        listener.hedged(inquiry.question().request(), inquiry.decision(), outcome);
    }

    /** Ends the calls of one that is late. */
    private static void overtake(Inquiry late, Target by) {
        late.question().request().cancellation().cancel(overtaken(late.targets().get(0), by));
    }

    private static void discard(LiveAnswer answer, Target by) {
        answer.giveUp(overtaken(answer.target(), by));
        answer.close();
    }

    private static UpstreamProblem overtaken(Target late, Target by) {
        return new UpstreamProblem(FailureKind.OVERTAKEN, late.name(), by.name() + " began to answer before it");
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.RetrySettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the same target again where that may help, after a pause that grows, or a longer one where the provider asks. */
record Retry(RetrySettings settings, Layer next) implements Layer {

    private static final long FIRST_PAUSE_MILLIS = 200;

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        UpstreamProblem last = null;
        for (int call = 1; ; call++) {
            try {
                return next.ask(inquiry, target, question);
            } catch (UpstreamProblem failed) {
                if (failed.kind() == FailureKind.BREAKER_OPEN) {
                    // What opened the circuit says more than that it is open.
                    throw last == null ? failed : last;
                }
                last = failed;
                boolean alone = inquiry.targets().size() == 1;
                if (!failed.worthRetrying(alone) || call >= settings.maxAttempts() || !pause(failed, call, inquiry)) {
                    throw failed;
                }
            }
        }
    }

    /**
     * @param calls how many were made
     * @return false when the pause would be too long to be worth it
     */
    private boolean pause(UpstreamProblem failed, int calls, Inquiry inquiry) {
        Duration asked = failed.retryAfter();
        if (asked != null && asked.compareTo(settings.maxDelay()) > 0) {
            return false;
        }
        long millis = Math.min(pauseMillis(asked, calls), settings.maxDelay().toMillis());
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        if (nanos >= inquiry.leftNanos()) {
            return false;
        }
        if (inquiry.question().request().cancellation().await(new CountDownLatch(1), nanos)) {
            throw new ClientDisconnected();
        }
        return true;
    }

    /** Never sooner than the provider asks for, and a little later, because others were told the same moment. */
    static long pauseMillis(@Nullable Duration asked, int calls) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long longest = FIRST_PAUSE_MILLIS << Math.min(10, calls - 1);
        long usual = longest / 2 + random.nextLong(longest / 2 + 1);
        if (asked == null) {
            return usual;
        }
        // Some ask for no wait at all while they are overloaded.
        return Math.max(usual, asked.toMillis() + random.nextLong(asked.toMillis() / 10 + 1));
    }
}

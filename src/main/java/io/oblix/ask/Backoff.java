package io.oblix.ask;

import io.oblix.chat.ChatRequest;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The wait before a model is asked again: a moment that grows, with jitter, or longer where the provider asks. */
final class Backoff {

    private static final long FIRST_MILLIS = 200;

    private Backoff() {}

    /**
     * @param call which call comes after the wait, from 2
     * @return false when the wait would be too long to be worth it
     * @throws ClientDisconnected when the caller leaves meanwhile
     */
    static boolean await(UpstreamProblem last, int call, Duration maxDelay, long deadlineNanos, ChatRequest request) {
        Duration asked = last.retryAfter();
        if (asked != null && asked.compareTo(maxDelay) > 0) {
            return false;
        }
        // Some say "now" while they are overloaded.
        long usual = jittered(FIRST_MILLIS << Math.min(10, call - 2));
        long millis = asked == null ? usual : Math.max(usual, spread(asked.toMillis()));
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.min(millis, maxDelay.toMillis()));
        if (System.nanoTime() + nanos >= deadlineNanos) {
            return false;
        }
        sleep(nanos, request);
        return true;
    }

    /** Never sooner than asked for; a little later, because others were told the same moment. */
    private static long spread(long millis) {
        return millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1);
    }

    private static long jittered(long millis) {
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    }

    private static void sleep(long nanos, ChatRequest request) {
        CountDownLatch left = new CountDownLatch(1);
        Runnable wake = left::countDown;
        request.cancellation().onCancel(wake);
        try {
            if (left.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new ClientDisconnected();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientDisconnected();
        } finally {
            request.cancellation().forget(wake);
        }
    }
}

package io.oblix.ask;

import io.oblix.log.ThreadRequest;
import io.oblix.server.RequestThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What all hedges share: the count of them, a clock, and threads to ask fallbacks on. A request waits for its target on
 * its own thread, so only one whose target is late needs another.
 */
public final class Hedging implements AutoCloseable {

    /** On Java 17, where each is a thread of the system; a request beyond them is not hedged. */
    private static final int MOST_PLATFORM_THREADS = 200;

    private final HedgeShare share;
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService threads = RequestThreads.pool("hedge", MOST_PLATFORM_THREADS);

    /** @param share how many of the recent requests may be hedged, 0 to 1 */
    public Hedging(double share) {
        this.share = new HedgeShare(share);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hedge-clock");
            thread.setDaemon(true);
            return thread;
        });
        // Nearly all are cancelled, and each would hold its request until it is due.
        clock.setRemoveOnCancelPolicy(true);
    }

    /** A request is asked. */
    void asked() {
        share.asked();
    }

    /** Takes one of the hedges that the share allows, if there is one left. */
    boolean take() {
        return share.take();
    }

    /** Gives back a hedge that was taken, where no call was made. */
    void giveBack() {
        share.giveBack();
    }

    /** Runs a task that does not block after a time, unless it is cancelled before. */
    Future<?> later(Duration after, Runnable task) {
        return clock.schedule(ThreadRequest.carry(task), after.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task that may block; false where there is no thread for it. */
    boolean run(Runnable task) {
        try {
            threads.execute(ThreadRequest.carry(task));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdownNow();
    }
}

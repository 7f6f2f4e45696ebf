package io.oblix.server.connection;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time that runs on one event loop and is set anew often: instead of a timer for each, one looks from time to time
 * whether it is over.
 */
final class Deadline {

    static final long NONE = -1;

    private final EventExecutor loop;
    private final long shortestNanos;
    private final LongSupplier limitNanos;
    private final Runnable passed;
    private long sinceNanos;
    private boolean looking;

    /**
     * @param shortestNanos of all limits
     * @param limitNanos how long what goes on now may take in all; {@link #NONE} for as long as it likes
     * @param passed runs when it took longer
     */
    Deadline(EventExecutor loop, long shortestNanos, LongSupplier limitNanos, Runnable passed) {
        this.loop = loop;
        this.shortestNanos = shortestNanos;
        this.limitNanos = limitNanos;
        this.passed = passed;
    }

    /** Something else goes on from now. */
    void restart() {
        sinceNanos = System.nanoTime();
        if (!looking && limitNanos.getAsLong() != NONE) {
            lookAgainIn(shortestNanos);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the event loop.
    private void lookAgainIn(long nanos) {
        looking = true;
        loop.schedule(this::look, Math.min(nanos, shortestNanos), TimeUnit.NANOSECONDS);
    }

    private void look() {
        looking = false;
        long limit = limitNanos.getAsLong();
        if (limit == NONE) {
            return;
        }
        long left = sinceNanos + limit - System.nanoTime();
        if (left > 0) {
            lookAgainIn(left);
        } else {
            passed.run();
        }
    }
}

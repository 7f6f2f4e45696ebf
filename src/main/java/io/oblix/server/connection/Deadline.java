package io.oblix.server.connection;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A limit of time on one event loop that restarts often. Instead of a timer for each restart, one timer checks from time
 * to time whether the limit is over.
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
     * @param shortestNanos the shortest of all limits
     * @param limitNanos the limit at present; {@link #NONE} when there is none
     * @param passed runs when the limit is over
     */
    Deadline(EventExecutor loop, long shortestNanos, LongSupplier limitNanos, Runnable passed) {
        this.loop = loop;
        this.shortestNanos = shortestNanos;
        this.limitNanos = limitNanos;
        this.passed = passed;
    }

    /** Starts the time from 0. */
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

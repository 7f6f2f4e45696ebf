package io.oblix.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that are being answered, so that they stay bounded and a shutdown can wait for them. */
final class InFlight {

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    /** @param limit of requests at a time */
    InFlight(int limit) {
        this.limit = limit;
    }

    /** False after {@link #close}, and when the limit is reached. */
    boolean enter() {
        // Counted first: a shutdown that begins now waits for this request, or this request sees it.
        boolean hasRoom = count.incrementAndGet() <= limit;
        if (closed || !hasRoom) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        if (count.decrementAndGet() <= 0 && closed) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    int count() {
        return count.get();
    }

    /** Admits no more requests and waits for those in flight; returns how many are left after the grace period. */
    synchronized int close(Duration grace) {
        closed = true;
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            long left;
            while (count.get() > 0 && (left = deadline - System.nanoTime()) > 0) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return count.get();
    }
}

package io.oblix.server;

import java.time.Duration;

/** Counts the requests that are being answered, so that they stay bounded and a shutdown can wait for them. */
final class InFlight {

    private final int limit;
    private int count;
    private boolean closed;

    /** @param limit of requests at a time */
    InFlight(int limit) {
        this.limit = limit;
    }

    /** False after {@link #close}, and when the limit is reached. */
    synchronized boolean enter() {
        if (closed || count >= limit) {
            return false;
        }
        count++;
        return true;
    }

    synchronized void leave() {
        count--;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Admits no more requests and waits for those in flight; returns how many are left after the grace period. */
    synchronized int close(Duration grace) {
        closed = true;
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            long left;
            while (count > 0 && (left = deadline - System.nanoTime()) > 0) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return count;
    }
}

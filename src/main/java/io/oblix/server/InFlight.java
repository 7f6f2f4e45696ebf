package io.oblix.server;

import java.time.Duration;

/** Counts the requests that are being answered, so that they stay bounded and a shutdown can wait for them. */
final class InFlight {

    private final int most;
    private int count;
    private boolean closed;

    /** @param most at a time */
    InFlight(int most) {
        this.most = most;
    }

    /** False when the door is closed, or when there are as many as there may be. */
    synchronized boolean enter() {
        if (closed || count >= most) {
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

    /** Lets nobody in any more and waits for those inside; returns how many were left when the grace was over. */
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

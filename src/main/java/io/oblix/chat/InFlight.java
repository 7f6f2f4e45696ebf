package io.oblix.chat;

import java.time.Duration;

/** Counts the requests that are being answered, so that a shutdown can wait for them. */
final class InFlight {

    private int count;
    private boolean closed;

    /** False when the door is closed. */
    synchronized boolean enter() {
        if (closed) {
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

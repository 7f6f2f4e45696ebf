package io.oblix.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Notifies all work on a request that its client has disconnected, so that no model goes on generating in vain. */
public final class Cancellation {

    private final List<Runnable> listeners = new ArrayList<>(2);
    private boolean cancelled;

    /** Runs the listeners once, on the calling thread; they must not block. */
    public void cancel() {
        List<Runnable> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    /** Registers a listener that ends some work; it runs at once if the client has disconnected already. */
    public void onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Removes a listener whose work is done. */
    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /**
     * Waits for a latch, but not longer than the client does: a disconnect releases it, and so does an interrupt, which
     * counts as one.
     *
     * @return false when the time is over
     */
    public boolean await(CountDownLatch latch, long nanos) {
        Runnable release = latch::countDown;
        onCancel(release);
        try {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            cancel();
            return true;
        } finally {
            forget(release);
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }
}

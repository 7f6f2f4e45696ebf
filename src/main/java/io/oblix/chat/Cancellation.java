package io.oblix.chat;

import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notifies all work on a request that its client has disconnected, so that no model goes on generating in vain; and work
 * that is one of two, that the other was faster.
 */
public final class Cancellation {

    private final List<Runnable> listeners = new ArrayList<>(2);
    private @Nullable Problem why;

    /** Runs the listeners once, on the calling thread; they must not block. */
    public void cancel() {
        cancel(new ClientDisconnected());
    }

    /** @param reason what is reported of the work that ends with it */
    public void cancel(Problem reason) {
        List<Runnable> toRun;
        synchronized (this) {
            if (why != null) {
                return;
            }
            why = reason;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    /** Another one, for a part of the work: it fires with this one, or alone. */
    public Cancellation below() {
        Cancellation part = new Cancellation();
        onCancel(() -> part.cancel(why()));
        return part;
    }

    /** Why the work ended; {@link ClientDisconnected} also while it goes on. */
    public synchronized Problem why() {
        return why == null ? new ClientDisconnected() : why;
    }

    /** Registers a listener that ends some work; it runs at once if the client has disconnected already. */
    public void onCancel(Runnable listener) {
        synchronized (this) {
            if (why == null) {
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
        return why != null;
    }
}

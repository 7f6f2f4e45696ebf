package io.oblix.chat;

import java.util.ArrayList;
import java.util.List;

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

    public synchronized boolean isCancelled() {
        return cancelled;
    }
}

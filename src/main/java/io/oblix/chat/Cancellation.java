package io.oblix.chat;

import java.util.ArrayList;
import java.util.List;

/** Tells whoever works for a caller that the caller has left, so that no model goes on talking to nobody. */
public final class Cancellation {

    private final List<Runnable> listeners = new ArrayList<>(2);
    private boolean cancelled;

    /** Runs the listeners, once, on the thread that noticed; they must not block. */
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

    /** Registers what ends the work; runs it at once when the caller has left already. */
    public void onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Forgets a listener whose work is done. */
    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }
}

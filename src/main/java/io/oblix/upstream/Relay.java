package io.oblix.upstream;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * A mailbox on loan: while its reader waits, the event loop that brings the letters reads them itself and moves on what
 * they hold, so that a token does not wake a thread. One of the two has the mailbox at any time, never both, and what the
 * one did the other sees.
 *
 * <pre>
 *              letters come                 the reader wakes up
 *   LENT  ----------------------> MOVING -------------------------> WANTED
 *    | ^                          |    |                              |
 *    | +-------- all moved -------+    +-- the loop cannot go on --+  | moved
 *    |                                                             v  v
 *    +------------------- the reader wakes up -------------------> BACK
 * </pre>
 */
final class Relay {

    private enum State {
        /** The reader waits, and the loop may read. */
        LENT,
        /** The loop is reading at this moment. */
        MOVING,
        /** The same, and the reader waits for the end of it. */
        WANTED,
        /** The reader has the mailbox for good. */
        BACK
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.LENT);
    private final BooleanSupplier move;

    /** @param move reads what is there without waiting; false when the reader must go on */
    Relay(BooleanSupplier move) {
        this.move = move;
    }

    /**
     * Letters have come; on the event loop.
     *
     * @return false when the reader must be woken
     */
    boolean arrived() {
        if (!state.compareAndSet(State.LENT, State.MOVING)) {
            return false;
        }
        boolean goesOn = false;
        try {
            goesOn = move.getAsBoolean() && state.compareAndSet(State.MOVING, State.LENT);
        } finally {
            if (!goesOn) {
                state.set(State.BACK);
            }
        }
        return goesOn;
    }

    boolean isBack() {
        return state.get() == State.BACK;
    }

    /** The reader wants it back; false while the loop is reading, which wakes the reader when it has moved all. */
    boolean takeBack() {
        while (true) {
            State now = state.get();
            if (now == State.BACK || now == State.WANTED) {
                return now == State.BACK;
            }
            if (state.compareAndSet(now, now == State.LENT ? State.BACK : State.WANTED)) {
                return now == State.LENT;
            }
        }
    }
}

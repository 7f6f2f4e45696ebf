package io.oblix.upstream;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * A mailbox on loan: while its reader waits or is away, the event loop that brings the letters reads them itself and moves
 * on what they hold, so that a token does not wake a thread. One of the two has the mailbox at any time, never both, and
 * what the one did the other sees.
 *
 * <pre>
 *              letters come                 the reader is needed
 *   LENT  ----------------------> MOVING -------------------------> WANTED
 *    | ^                          |    |                              |
 *    | +-------- all moved -------+    +-- the loop cannot go on --+  | moved
 *    |                                                             v  v
 *    +------------------ the reader is needed -------------------> BACK
 * </pre>
 */
final class Relay {

    private enum State {
        /** The loop may read. */
        LENT,
        /** The loop is reading at this moment. */
        MOVING,
        /** The same, and the reader is needed at the end of it. */
        WANTED,
        /** The reader has the mailbox for good. */
        BACK
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.LENT);
    private final BooleanSupplier move;
    private final Runnable back;

    /**
     * @param move reads what is there without waiting; false when the reader must go on
     * @param back calls the reader, once; it does not run for one that {@link #keep}s the mailbox
     */
    Relay(BooleanSupplier move, Runnable back) {
        this.move = move;
        this.back = back;
    }

    /** Letters have come; on the event loop. */
    void arrived() {
        if (!state.compareAndSet(State.LENT, State.MOVING)) {
            need();
            return;
        }
        boolean goesOn = false;
        try {
            goesOn = move.getAsBoolean() && state.compareAndSet(State.MOVING, State.LENT);
        } finally {
            if (!goesOn) {
                giveBack();
            }
        }
    }

    /** The reader is needed: at once, or when the loop has moved what is there. */
    void need() {
        while (true) {
            State now = state.get();
            if (now == State.BACK || now == State.WANTED) {
                return;
            }
            if (now == State.LENT && state.compareAndSet(now, State.BACK)) {
                back.run();
                return;
            }
            if (now == State.MOVING && state.compareAndSet(now, State.WANTED)) {
                return;
            }
        }
    }

    private void giveBack() {
        state.set(State.BACK);
        back.run();
    }

    /** The reader goes on at once; false where the loop has begun to read. */
    boolean keep() {
        return state.compareAndSet(State.LENT, State.BACK);
    }

    boolean isBack() {
        return state.get() == State.BACK;
    }
}

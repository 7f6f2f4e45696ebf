package io.oblix.ask.attempt;

import org.jspecify.annotations.Nullable;

/**
 * The leave of a thread that need not wait for the answer of the first call of an inquiry. The one that waits for it later asks
 * the targets again in the same way: they are gone through to the point where that call was made, and from there on as if
 * it were just made.
 */
public final class Leave {

    private boolean given;
    private @Nullable LiveAnswer left;

    /** The next call is not waited for. */
    public void give() {
        given = true;
    }

    /** Whether the call that is made next is not waited for; only ever the first one. */
    public boolean take() {
        boolean taken = given;
        given = false;
        return taken;
    }

    /** A call was made whose answer no thread waits for yet. */
    public void left(LiveAnswer answer) {
        left = answer;
    }

    /** The answer that no thread waits for yet; null for none. */
    public @Nullable LiveAnswer left() {
        return left;
    }

    /** The same, for the thread that waits for it from now on. */
    public @Nullable LiveAnswer takeLeft() {
        LiveAnswer taken = left;
        left = null;
        return taken;
    }
}

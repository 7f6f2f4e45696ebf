package io.oblix.budget;

import org.jspecify.annotations.Nullable;

/**
 * Money that is put aside for one call to a model, until it is known what the call costs. It ends once: settled, or
 * released by settling it with 0. One that is forgotten lapses, and what its call costs still counts when it is settled
 * later.
 */
public final class Reservation implements Outcome {

    /** Of a call that costs nothing. */
    public static final Reservation NONE = new Reservation(null, null, 0, 0);

    private final @Nullable Budgets budgets;
    private final @Nullable Payers payers;
    private final long microUsd;
    private final long lapsesNanos;
    private boolean open = true;

    /** @param lapsesNanos when it lapses, by {@link System#nanoTime()} */
    Reservation(@Nullable Budgets budgets, @Nullable Payers payers, long microUsd, long lapsesNanos) {
        this.budgets = budgets;
        this.payers = payers;
        this.microUsd = microUsd;
        this.lapsesNanos = lapsesNanos;
    }

    /** How much is put aside, in millionths of a dollar. */
    public long microUsd() {
        return microUsd;
    }

    /** The call has ended and costs this much; further calls do nothing. */
    public void settle(long costMicroUsd) {
        if (budgets != null && payers != null) {
            budgets.settle(this, payers, costMicroUsd);
        }
    }

    /** The call was not made, or the provider does not bill it. */
    public void release() {
        settle(0);
    }

    long lapsesNanos() {
        return lapsesNanos;
    }

    boolean isLapsed(long nowNanos) {
        return nowNanos - lapsesNanos >= 0;
    }

    /** What lapses is no longer put aside. */
    void lapse() {
        if (payers != null) {
            payers.release(microUsd);
        }
    }

    /** False when it was settled before; a lapsed one is settled all the same. */
    boolean close() {
        boolean first = open;
        open = false;
        return first;
    }
}

package io.oblix.chat;

/**
 * The charges of all calls that were made for one request. Calls may end on several threads, and one that lost against
 * another may end after the answer did.
 */
public final class Bill {

    /**
     * The sums.
     *
     * @param delivered tokens of the calls whose answers reached the client
     * @param deliveredMicroUsd what those cost
     * @param wastedTokens tokens of all other calls
     * @param microUsd what all calls cost
     * @param savedMicroUsd what all calls saved
     * @param isPriced whether the price of each call is known
     */
    public record Sums(
            Usage delivered,
            long deliveredMicroUsd,
            long deliveredSavedMicroUsd,
            long wastedTokens,
            long microUsd,
            long savedMicroUsd,
            boolean isPriced) {

        static final Sums NONE = new Sums(Usage.NONE, 0, 0, 0, 0, 0, true);

        Sums with(Charge charge) {
            boolean wasted = charge.isWasted();
            return new Sums(
                    wasted ? delivered : delivered.plus(charge.usage()),
                    deliveredMicroUsd + (wasted ? 0 : charge.microUsd()),
                    deliveredSavedMicroUsd + (wasted ? 0 : charge.savedMicroUsd()),
                    wastedTokens + (wasted ? charge.usage().totalTokens() : 0),
                    microUsd + charge.microUsd(),
                    savedMicroUsd + charge.savedMicroUsd(),
                    isPriced && charge.isPriced());
        }
    }

    private Sums sums = Sums.NONE;

    public synchronized void add(Charge charge) {
        if (!charge.isNothing() || !charge.isPriced()) {
            sums = sums.with(charge);
        }
    }

    public synchronized Sums sums() {
        return sums;
    }
}

package io.oblix.budget;

/**
 * How one limit of one account stands; in millionths of a dollar.
 *
 * @param account the key; {@link Budgets#SERVER} for all callers together
 * @param spentMicroUsd in this period, with what other replicas hold of it
 * @param reservedMicroUsd for calls that are running
 * @param leftMicroUsd for new calls
 */
public record Standing(
        String account,
        Period period,
        long limitMicroUsd,
        long spentMicroUsd,
        long reservedMicroUsd,
        long leftMicroUsd) {

    private static final double NEARLY = 0.8;

    /** Whether four fifths are spent. */
    public boolean isNearlySpent() {
        return isNearlySpent(spentMicroUsd, limitMicroUsd);
    }

    static boolean isNearlySpent(long spentMicroUsd, long limitMicroUsd) {
        return spentMicroUsd >= NEARLY * limitMicroUsd;
    }
}

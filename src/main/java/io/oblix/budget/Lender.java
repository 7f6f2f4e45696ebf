package io.oblix.budget;

/** Grants what replicas share, a part at a time; told through {@link Budgets#grant}. Must not block. */
@FunctionalInterface
public interface Lender {

    /**
     * More is wanted, soon.
     *
     * @param microUsd how much at least
     */
    void wanted(Shared limit, long microUsd);

    /**
     * A limit that replicas share.
     *
     * @param account the key; {@link Budgets#SERVER} for all callers together
     * @param limitMicroUsd of the whole period
     */
    record Shared(String account, Period period, long limitMicroUsd) {}
}

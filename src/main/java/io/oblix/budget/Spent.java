package io.oblix.budget;

/**
 * What an account has spent by the ledger, in millionths of a dollar.
 *
 * @param dayMicroUsd since midnight UTC
 * @param monthMicroUsd since the first of the month, today included
 */
public record Spent(long dayMicroUsd, long monthMicroUsd) {

    public Spent plus(Spent other) {
        return new Spent(dayMicroUsd + other.dayMicroUsd, monthMicroUsd + other.monthMicroUsd);
    }
}

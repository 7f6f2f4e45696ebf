package io.oblix.facts;

import io.oblix.budget.Budgets;
import io.oblix.key.Key;
import java.util.Locale;

/**
 * Facts of the caller's key, as {@code header.OblixKey}.
 *
 * @param name the key's name; empty without keys
 * @param spentTodayUsd what the key has spent since midnight UTC, in US dollars; 0 without keys
 * @param budgetLeftUsd the least that is left of a budget that holds for the request, the server's own one included, in
 *     US dollars; -1 without a budget
 * @param whenSpent what becomes of requests for the cloud once that budget is spent: {@code local} or {@code refuse}
 * @param privacy {@code any}, or {@code local-only} if no cloud may be asked for this key
 */
public record KeyFacts(String name, double spentTodayUsd, double budgetLeftUsd, String whenSpent, String privacy) {

    private static final double MICRO = 1e6;

    /** Without keys and without a budget. */
    public static final KeyFacts NONE = new KeyFacts("", 0, -1, "local", RequestFacts.ANY);

    /** Of a key, and what its budgets stand at. */
    public static KeyFacts of(Key key, Budgets.Left left) {
        return new KeyFacts(
                key.name(),
                left.spentTodayMicroUsd() / MICRO,
                left.leftMicroUsd() < 0 ? -1 : left.leftMicroUsd() / MICRO,
                left.whenSpent().name().toLowerCase(Locale.ROOT),
                key.localOnly() ? RequestFacts.LOCAL_ONLY : RequestFacts.ANY);
    }
}

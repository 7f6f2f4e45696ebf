package io.oblix.facts;

import io.oblix.key.Key;

/**
 * Facts of the caller's key, as {@code header.OblixKey}.
 *
 * @param name the key's name; empty without keys
 * @param spentTodayUsd what the key has spent since midnight UTC, in US dollars; 0 without keys
 * @param budgetLeftUsd the least that is left of a budget that holds for the request, the server's own one included, in
 *     US dollars; -1 without a budget
 * @param privacy {@code any}, or {@code local-only} if no cloud may be asked for this key
 */
public record KeyFacts(String name, double spentTodayUsd, double budgetLeftUsd, String privacy) {

    /** Without keys and without a budget. */
    public static final KeyFacts NONE = new KeyFacts("", 0, -1, RequestFacts.ANY);

    /** Of a key without a budget that has spent nothing. */
    public static KeyFacts of(Key key) {
        return key.name().isEmpty() ? NONE : of(key, 0, -1);
    }

    public static KeyFacts of(Key key, double spentTodayUsd, double budgetLeftUsd) {
        return new KeyFacts(
                key.name(), spentTodayUsd, budgetLeftUsd, key.localOnly() ? RequestFacts.LOCAL_ONLY : RequestFacts.ANY);
    }
}

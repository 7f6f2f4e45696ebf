package io.oblix.settings;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import java.util.Locale;

/** {@code oblix.budget.*}: the budget of all callers together. */
final class BudgetSettings {

    /** In US dollars; in millionths it is far below what a long holds. */
    private static final double MOST_USD = 1e9;

    private BudgetSettings() {}

    static Budget of(SettingsReader read) throws StartFailure {
        return new Budget(
                microUsd(read, "oblix.budget.day"),
                microUsd(read, "oblix.budget.month"),
                WhenSpent.valueOf(
                        read.word("oblix.budget.when-spent", "local", "refuse").toUpperCase(Locale.ROOT)));
    }

    private static long microUsd(SettingsReader read, String name) throws StartFailure {
        return read.text(name) == null ? Budget.UNLIMITED : Budget.microUsd(read.number(name, 0, MOST_USD));
    }
}

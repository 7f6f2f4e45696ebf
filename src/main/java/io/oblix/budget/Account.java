package io.oblix.budget;

import io.oblix.key.Budget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two purses of one key, or of all callers together, and what it spent today by the ledger and since. */
final class Account {

    private final Purse day;
    private final Purse month;
    private Budget budget = Budget.NONE;
    private boolean shown = true;
    private @Nullable Payers payers;
    private long spentToday;

    Account(String name, boolean shared) {
        day = new Purse(name, Period.DAY, shared);
        month = new Purse(name, Period.MONTH, shared);
    }

    /** The same account with these limits from now on. */
    Account limited(Budget by) {
        if (!by.equals(budget)) {
            budget = by;
            day.limit(by.dayMicroUsd(), by.whenSpent());
            month.limit(by.monthMicroUsd(), by.whenSpent());
            payers = null;
        }
        return this;
    }

    /** Whether its limits are listed: those of a key that is gone bound what still runs for it, and nothing else. */
    void show(boolean exists) {
        shown = exists;
    }

    /** Who pays for its calls, as long as its limits hold. */
    Payers payers(Account all) {
        Payers known = payers;
        if (known == null) {
            known = Payers.of(all, equals(all) ? null : this);
            payers = known;
        }
        return known;
    }

    void reserve(long microUsd) {
        day.reserve(microUsd);
        month.reserve(microUsd);
    }

    void release(long microUsd) {
        day.release(microUsd);
        month.release(microUsd);
    }

    Purse purse(Period period) {
        return period == Period.DAY ? day : month;
    }

    void addLimited(List<Purse> to) {
        if (day.isLimited()) {
            to.add(day);
        }
        if (month.isLimited()) {
            to.add(month);
        }
    }

    /** Those limits of which most is spent, for the first time in the period. */
    void addNearlySpent(List<Standing> to) {
        if (day.isNewlyNearlySpent()) {
            to.add(day.standing());
        }
        if (month.isNewlyNearlySpent()) {
            to.add(month.standing());
        }
    }

    void addStandings(List<Standing> to) {
        if (shown && day.isLimited()) {
            to.add(day.standing());
        }
        if (shown && month.isLimited()) {
            to.add(month.standing());
        }
    }

    /** Also without a limit. */
    long spentToday() {
        return spentToday;
    }

    void spend(long microUsd) {
        spentToday += microUsd;
        day.spend(microUsd);
        month.spend(microUsd);
    }

    /** What the ledger knows of the time before the start. */
    void before(Spent spent) {
        spentToday += spent.dayMicroUsd();
        day.before(spent.dayMicroUsd());
        month.before(spent.monthMicroUsd());
    }

    void begin(boolean newMonth) {
        spentToday = 0;
        day.begin(0);
        if (newMonth) {
            month.begin(0);
        } else if (month.isShared()) {
            month.begin(month.spent());
        }
    }
}

package io.oblix.budget;

import io.oblix.key.Budget;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The accounts of the keys and that of all callers together, on one day. Their {@link Budgets} guards them by a lock. */
final class Accounts {

    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final boolean shared;
    private final Account all;
    private final Today today;
    private Map<String, Budget> ofKeys = Map.of();

    /**
     * @param server the budget of all callers together
     * @param shared whether replicas share the limits
     */
    Accounts(Budget server, boolean shared, InstantSource clock) {
        this.shared = shared;
        this.today = new Today(clock);
        this.all = account(Budgets.SERVER);
        if (server.isLimited()) {
            all.limited(server);
        }
    }

    private Account account(String name) {
        Account account = byName.get(name);
        if (account == null) {
            account = new Account(name, shared);
            byName.put(name, account);
        }
        return account;
    }

    Purse purse(String account, Period period) {
        return account(account).purse(period);
    }

    /**
     * From now on these are all keys, and these their budgets.
     *
     * @return the budgets
     */
    Map<String, Budget> limit(Map<String, Budget> now) {
        ofKeys = now;
        now.forEach((name, budget) -> {
            if (budget.isLimited() || byName.containsKey(name)) {
                account(name).limited(budget);
            }
        });
        byName.forEach((name, account) -> account.show(account.equals(all) || now.containsKey(name)));
        return now;
    }

    /**
     * Who pays for the calls of a key; of a caller without one where the name is empty.
     *
     * @param ofKey its budget when its request began, which holds where there is no such key any more
     */
    Payers payers(String key, Budget ofKey) {
        return key.isEmpty()
                ? all.payers(all)
                : account(key).limited(ofKeys.getOrDefault(key, ofKey)).payers(all);
    }

    /** Adds what was spent before the start. */
    void before(Map<String, Spent> before) {
        before.forEach((name, spent) -> account(name).before(spent));
    }

    List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        byName.values().forEach(account -> account.addStandings(standings));
        return standings;
    }

    LocalDate day() {
        return today.day();
    }

    /** Begins the next day, and the month, where they are due. */
    void turn() {
        if (today.isOver()) {
            boolean newMonth = today.turn();
            byName.values().forEach(account -> account.begin(newMonth));
        }
    }
}

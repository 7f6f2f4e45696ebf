package io.oblix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.Spending;
import io.oblix.budget.BudgetWarnings;
import io.oblix.budget.Budgets;
import io.oblix.facts.KeyFacts;
import io.oblix.key.Budget;
import io.oblix.key.Key;
import io.oblix.key.Keys;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.lease.EarlierSpending;
import io.oblix.ledger.lease.Leases;
import io.oblix.settings.OblixSettings;
import io.oblix.status.BudgetJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is used and spent: the ledger, the budgets, and the leases of replicas that share a ledger. */
final class BudgetWiring implements AutoCloseable {

    final Ledger ledger;
    final Budgets budgets;
    final BudgetWarnings warnings = new BudgetWarnings();
    final Spending spending;
    private final @Nullable Leases leases;
    private volatile @Nullable EarlierSpending earlier;

    BudgetWiring(OblixSettings settings, AskWiring ask) {
        this.ledger = Ledger.of(settings.ledger(), List.of("budget"), InstantSource.system());
        this.leases = ledger.isShared() ? new Leases(Objects.requireNonNull(ledger.database()), ledger.writer()) : null;
        this.budgets = new Budgets(
                settings.budget(),
                InstantSource.system(),
                System::nanoTime,
                settings.retry().total().toNanos(),
                leases,
                warnings);
        this.spending = new Spending(budgets, ask.prices, ask.providers);
    }

    /** Whether a request may wait for what the ledger says of earlier spending. */
    boolean isAwaited() {
        return leases != null || budgets.isLimited(Budget.NONE);
    }

    /**
     * Opening the ledger takes a second, which no start waits for. Does nothing when it has been started.
     *
     * @param pause before it is opened
     */
    void start(Duration pause, Keys keys) {
        if (earlier != null) {
            return;
        }
        earlier = EarlierSpending.read(ledger, pause, budgets, () -> areLimited(keys));
        if (leases != null) {
            leases.start(budgets);
        }
    }

    /** Whether it is still to be known what budgets have spent, so that calls which they limit are not made. */
    boolean isUnread(Keys keys) {
        EarlierSpending reading = earlier;
        return (reading == null || reading.isAwaited()) && areLimited(keys);
    }

    private boolean areLimited(Keys keys) {
        return budgets.isLimited(Budget.NONE) || keys.haveBudgets();
    }

    KeyFacts facts(Key key) {
        return key.name().isEmpty() && !budgets.isLimited(key.budget())
                ? KeyFacts.NONE
                : KeyFacts.of(key, budgets.left(key.name(), key.budget()));
    }

    /** How the budgets stand. */
    ObjectNode json() {
        return BudgetJson.of(budgets, spending);
    }

    @Override
    public void close() {
        if (leases != null) {
            leases.close();
        }
        ledger.close();
    }
}

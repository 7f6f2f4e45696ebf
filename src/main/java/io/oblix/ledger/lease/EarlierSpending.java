package io.oblix.ledger.lease;

import io.oblix.budget.Budgets;
import io.oblix.ledger.Database;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.Opening;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells budgets what was spent before the start, as soon as the ledger is open. The start does not wait for it; calls that a
 * budget limits do, for a moment. While a ledger cannot be read, a limit of this process alone is spent from 0, and what was
 * spent before is added later; one that replicas share is not spent at all.
 */
public final class EarlierSpending implements Opening {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierSpending.class);

    /** A balancer waits so long for it. A server without its database still answers, only not all. */
    private static final long MOST_AWAITED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Budgets budgets;
    private final boolean shared;
    private final BooleanSupplier limited;
    private final long sinceNanos = System.nanoTime();
    private boolean late;
    private volatile boolean over;

    private EarlierSpending(Budgets budgets, boolean shared, BooleanSupplier limited) {
        this.budgets = budgets;
        this.shared = shared;
        this.limited = limited;
    }

    /**
     * Starts the ledger, which reads it on its own thread.
     *
     * @param pause before it is opened
     * @param limited whether there is a budget, so that anybody misses what was spent
     */
    public static EarlierSpending read(Ledger ledger, Duration pause, Budgets budgets, BooleanSupplier limited) {
        EarlierSpending earlier = new EarlierSpending(budgets, ledger.isShared(), limited);
        if (ledger.database() == null) {
            earlier.beginFromNothing();
        }
        ledger.start(pause, earlier);
        return earlier;
    }

    /** Whether what a budget limits is not spent yet, but soon may be. */
    public boolean isAwaited() {
        return !over && System.nanoTime() - sinceNanos < MOST_AWAITED_NANOS;
    }

    @Override
    public void opened(Database database) throws SQLException {
        LocalDate today = budgets.today();
        while (!budgets.begin(today, LeaseTable.spent(database, today))) {
            today = budgets.today();
        }
        over = true;
        if (late && limited.getAsBoolean()) {
            LOG.info("The ledger can be read now: what was spent before the start counts too");
        }
    }

    @Override
    public void delayed() {
        if (late) {
            return;
        }
        late = true;
        if (limited.getAsBoolean()) {
            LOG.warn(
                    "The ledger cannot be read yet: until it can be, {}",
                    shared ? "nothing is spent that a budget limits" : "budgets count only what is spent from now on");
        }
        if (!shared) {
            beginFromNothing();
        }
    }

    private void beginFromNothing() {
        while (!budgets.begin(budgets.today(), Map.of())) {
            // Midnight came between the two.
        }
        over = true;
    }
}

package io.oblix.ledger.lease;

import io.oblix.budget.Budgets;
import io.oblix.ledger.Database;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.LedgerState;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells budgets what was spent before the start, as soon as the ledger is open. The start does not wait for it; calls that a
 * budget limits do, for a moment. A ledger that cannot be read has nothing to tell: then spending is counted from 0.
 */
public final class EarlierSpending implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierSpending.class);
    private static final long LOOK_EVERY_MILLIS = 20;

    private final Ledger ledger;
    private final Budgets budgets;
    private volatile boolean stopping;

    private EarlierSpending(Ledger ledger, Budgets budgets) {
        this.ledger = ledger;
        this.budgets = budgets;
    }

    /** Reads it on a thread of its own; the ledger has been started. */
    public static EarlierSpending read(Ledger ledger, Budgets budgets) {
        EarlierSpending earlier = new EarlierSpending(ledger, budgets);
        if (ledger.database() == null) {
            budgets.begin(budgets.today(), Map.of());
        } else {
            Thread thread = new Thread(earlier, "oblix-budget-start");
            thread.setDaemon(true);
            thread.start();
        }
        return earlier;
    }

    @Override
    public void run() {
        Database database = ledger.database();
        while (database != null && !stopping && !isTold(database)) {
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isTold(Database database) {
        LocalDate today = budgets.today();
        if (database.isOpen()) {
            try {
                return budgets.begin(today, LeaseTable.spent(database, today));
            } catch (SQLException unreadable) {
                return fromNothing(today);
            }
        }
        return ledger.state().word().equals(LedgerState.FAILING) && fromNothing(today);
    }

    private boolean fromNothing(LocalDate today) {
        LOG.warn("The ledger cannot be read, so budgets count what is spent from now on");
        return budgets.begin(today, Map.of());
    }

    public void stop() {
        stopping = true;
    }
}

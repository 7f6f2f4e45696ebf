package io.oblix.budget;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, once in a period, that most of a budget is spent. */
public final class BudgetWarnings implements Consumer<Standing> {

    private static final Logger LOG = LoggerFactory.getLogger(BudgetWarnings.class);

    private final AtomicLong count = new AtomicLong();

    @Override
    public void accept(Standing standing) {
        count.incrementAndGet();
        boolean all = standing.account().equals(Budgets.SERVER);
        LOG.warn(
                "{} for the {} is nearly spent: {} of {} USD",
                all ? "the server's budget" : "the budget of the key '" + standing.account() + "'",
                standing.period().word(),
                Usd.text(standing.spentMicroUsd()),
                Usd.text(standing.limitMicroUsd()));
    }

    /** How many there were. */
    public long count() {
        return count.get();
    }
}

package io.oblix.ledger.lease;

import io.oblix.budget.Budgets;
import io.oblix.budget.Lender;
import io.oblix.budget.Period;
import io.oblix.ledger.Database;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica's part of limits that several share. It takes a slice before the last one is used up, and gives back what it
 * has not used for a while, and all of it when it ends. What a replica holds counts as spent for all others: one that
 * crashes costs the others at most what it held, until the day is over. While the database is gone a replica spends what
 * it holds and no more.
 */
public final class Leases implements Lender, Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final long TICK_MILLIS = 500;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long UNTIL_CLOSED_MILLIS = 5_000;

    private final LeaseTable table;
    private final Map<Limit, Wish> wishes = new ConcurrentHashMap<>();
    private final Map<Limit, Long> notBefore = new ConcurrentHashMap<>();
    private final Set<Limit> held = ConcurrentHashMap.newKeySet();
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread = new Thread(this, "oblix-leases");

    private @Nullable Budgets budgets;
    private volatile boolean stopping;
    private long idleLookNanos = System.nanoTime();
    private boolean opened;
    private boolean failing;

    /** A shared limit, whatever its amount. */
    private record Limit(String account, Period period) {}

    private record Wish(Shared limit, long microUsd) {

        static Wish larger(Wish one, Wish other) {
            return new Wish(other.limit, Math.max(one.microUsd, other.microUsd));
        }
    }

    /** @param writer by which the ledger knows what this process wrote */
    public Leases(Database database, String writer) {
        table = new LeaseTable(database, writer);
        thread.setDaemon(true);
    }

    /** @param to those that ask for more here */
    public void start(Budgets to) {
        budgets = to;
        thread.start();
    }

    @Override
    public void wanted(Shared limit, long microUsd) {
        Limit key = new Limit(limit.account(), limit.period());
        if (wishes.merge(key, new Wish(limit, microUsd), Wish::larger) != null && signal.availablePermits() == 0) {
            signal.release();
        }
    }

    @Override
    public void run() {
        Budgets to = budgets;
        while (to != null && !stopping) {
            try {
                if (signal.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
            wishes.forEach((limit, wish) -> grant(to, limit, wish));
            if (System.nanoTime() - idleLookNanos > IDLE_NANOS) {
                idleLookNanos = System.nanoTime();
                held.forEach(limit -> giveBack(to, limit, true));
            }
        }
        if (to != null) {
            held.forEach(limit -> giveBack(to, limit, false));
        }
    }

    private void grant(Budgets to, Limit limit, Wish wish) {
        long now = System.nanoTime();
        Long pause = notBefore.get(limit);
        // The ledger takes a moment to open, which is no failure.
        opened |= table.database().isOpen();
        if (stopping || !opened || (pause != null && now - pause < 0)) {
            return;
        }
        LocalDate day = to.today();
        try {
            LeaseTable.Grant grant = table.take(wish.limit(), day, wish.microUsd());
            recovered();
            if (grant.microUsd() == 0) {
                // Others may give some back.
                notBefore.put(limit, System.nanoTime() + AGAIN_NANOS);
            } else {
                notBefore.remove(limit);
            }
            held.add(limit);
            // What was wished meanwhile may be met by this; else it is wished again.
            wishes.remove(limit);
            to.grant(limit.account(), limit.period(), day, grant.microUsd(), grant.takenByAll(), grant.ownOfBefore());
        } catch (SQLException failed) {
            notBefore.put(limit, System.nanoTime() + AGAIN_NANOS);
            failed();
        }
    }

    private void giveBack(Budgets to, Limit limit, boolean idle) {
        LocalDate day = to.today();
        long unused = to.takeBack(limit.account(), limit.period(), day, idle);
        if (unused == 0) {
            return;
        }
        try {
            table.giveBack(limit.account(), limit.period(), day, unused);
            recovered();
        } catch (SQLException failed) {
            to.putBack(limit.account(), limit.period(), day, unused);
            failed();
        }
    }

    private void failed() {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "The database of the ledger cannot be reached: this replica spends what it holds of budgets, and no more");
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.info("The database of the ledger can be reached again: budgets are shared as before");
        }
    }

    /** Gives back what is not spent; requests have ended. */
    @Override
    public void close() {
        stopping = true;
        signal.release();
        try {
            thread.join(UNTIL_CLOSED_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

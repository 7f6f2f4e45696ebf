package io.oblix.budget;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All budgets of this process. What is settled and what is reserved are never more than a limit together: a call that
 * may cost money reserves the most that it can cost before it is made, from the key's day and month and from those of all
 * callers, all four or none. One lock holds for all of them, for a few instructions at a time.
 */
public final class Budgets {

    /** The account of all callers together; no key has this name. */
    public static final String SERVER = "*";

    /** A call that may write at length takes at most this part of what is left, so that others find something. */
    private static final int PARTS = 8;

    private final Budget server;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long lapseNanos;
    private final @Nullable Lender lender;
    private final Consumer<Standing> warnings;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<Reservation> reservations = new LinkedHashSet<>();
    private final Account all;
    private final Today today;

    /** No reservation lapses before. */
    private long nextLapseNanos;

    private boolean known;
    private @Nullable CountDownLatch changed;

    /**
     * @param server the budget of all callers together
     * @param lapseNanos after which a reservation that was not settled is free again
     * @param lender grants what replicas share; null where this process has its limits for itself
     * @param warnings is given a limit of which four fifths are spent, once in a period; must not block
     */
    public Budgets(
            Budget server,
            InstantSource clock,
            LongSupplier nanoTime,
            long lapseNanos,
            @Nullable Lender lender,
            Consumer<Standing> warnings) {
        this.server = server;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lapseNanos = lapseNanos;
        this.lender = lender;
        this.warnings = warnings;
        this.today = new Today(clock);
        this.known = lender != null;
        this.all = account(SERVER).limited(server);
    }

    /** Whether some limit holds for this key's calls. */
    public boolean isLimited(Budget ofKey) {
        return server.isLimited() || ofKey.isLimited();
    }

    /**
     * Puts money aside for a call.
     *
     * @param key the caller's key; empty without one
     * @param ofKey what its budget is at this moment
     * @param least what the call may cost if it is cut as short as is acceptable
     * @param most what it may cost at full length, at least {@code least}
     * @param patient whether to wait for more rather than be granted less than there should be; only replicas wait
     * @return a reservation of between the two, or why there is none
     */
    public Outcome reserve(String key, Budget ofKey, long least, long most, boolean patient) {
        return locked(() -> {
            Payers payers = payers(key, ofKey);
            long free = payers.free();
            long wanted = Math.max(least, Math.min(most, payers.left() / PARTS));
            payers.limited().forEach(purse -> want(purse, wanted));
            boolean enough = free >= wanted || (free >= least && (!patient || !payers.mayGrow(wanted)));
            if (!payers.limited().isEmpty() && (!known || !enough)) {
                return Shortage.of(payers.limited(), least, known, clock.instant());
            }
            long granted = Math.min(wanted, free);
            Reservation reservation = new Reservation(this, payers, granted, nanoTime.getAsLong() + lapseNanos);
            payers.each(account -> account.reserve(granted));
            if (reservations.isEmpty()) {
                nextLapseNanos = reservation.lapsesNanos();
            }
            reservations.add(reservation);
            return reservation;
        });
    }

    private Payers payers(String key, Budget ofKey) {
        return key.isEmpty() ? all.payers(all) : account(key).limited(ofKey).payers(all);
    }

    /** Before the last of what was granted is used up. */
    private void want(Purse purse, long wanted) {
        if (lender != null && purse.free() < wanted + purse.slice() / 2) {
            lender.wanted(new Lender.Shared(purse.account(), purse.period(), purse.limit()), purse.lacking(wanted));
        }
    }

    /** Waits are over when something was settled or granted. */
    public CountDownLatch nextChange() {
        return locked(() -> {
            CountDownLatch next = changed;
            // A client that left has released it as well, which is no change.
            if (next == null || next.getCount() == 0) {
                next = new CountDownLatch(1);
                changed = next;
            }
            return next;
        });
    }

    void settle(Reservation reservation, Payers payers, long costMicroUsd) {
        List<Standing> warned = new ArrayList<>(0);
        lock.lock();
        try {
            if (!reservation.close()) {
                return;
            }
            refresh();
            // One that has lapsed is not among them any more, and what its call costs counts nevertheless.
            if (reservations.remove(reservation)) {
                payers.each(account -> account.release(reservation.microUsd()));
            }
            payers.each(account -> {
                account.spend(costMicroUsd);
                account.addNearlySpent(warned);
            });
            signal();
        } finally {
            lock.unlock();
        }
        warned.forEach(warnings);
    }

    private void signal() {
        CountDownLatch waited = changed;
        changed = null;
        if (waited != null) {
            waited.countDown();
        }
    }

    /**
     * What was spent before the start, by account; nothing that is limited is spent before this is known.
     *
     * @param day the day in UTC that the sums are of
     * @return false if the day is over, so that newer sums are needed
     */
    public boolean begin(LocalDate day, Map<String, Spent> before) {
        lock.lock();
        try {
            refresh();
            if (!day.equals(today.day())) {
                return false;
            }
            before.forEach((name, spent) -> account(name).before(spent));
            known = true;
            signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * More of a shared limit may be spent here.
     *
     * @param day for which it is granted
     * @param microUsd how much; 0 when nothing is left
     * @param takenByAll what all replicas have been granted, this included
     * @param ownOfBefore what of it this process had spent before anything was granted on that day, while there was no limit
     * @return false if the day is over, and nothing was granted
     */
    public boolean grant(
            String account, Period period, LocalDate day, long microUsd, long takenByAll, long ownOfBefore) {
        return locked(() -> {
            if (!day.equals(today.day())) {
                return false;
            }
            account(account).purse(period).grant(microUsd, takenByAll, ownOfBefore);
            signal();
            return true;
        });
    }

    /**
     * Takes back what of a shared limit is neither spent nor reserved here, so that other replicas can have it.
     *
     * @param idle whether only if nothing was reserved since this was last asked
     * @return 0 for nothing; below 0 where more was spent than was granted: others cannot have that
     */
    public long takeBack(String account, Period period, LocalDate day, boolean idle) {
        return locked(
                () -> day.equals(today.day()) ? account(account).purse(period).takeBack(idle) : 0L);
    }

    /** What was taken back could not be given to others, so it may be spent here after all. */
    public boolean putBack(String account, Period period, LocalDate day, long microUsd) {
        return locked(() -> {
            if (day.equals(today.day())) {
                account(account).purse(period).putBack(microUsd);
            }
            return day.equals(today.day());
        });
    }

    /** What a call of this cost would lack at this moment; null if it could be paid. Puts nothing aside. */
    public @Nullable Shortage lacks(String key, Budget ofKey, long least) {
        return locked(() -> {
            Payers payers = payers(key, ofKey);
            return payers.left() >= least ? null : Shortage.of(payers.limited(), least, known, clock.instant());
        });
    }

    /**
     * What a key has spent today, and the least that is left of a limit that holds for it.
     *
     * @param leftMicroUsd -1 where there is no limit
     * @param whenSpent what holds once that is spent
     */
    public record Left(long spentTodayMicroUsd, long leftMicroUsd, WhenSpent whenSpent) {}

    /** @param key empty for a caller without one */
    public Left left(String key, Budget ofKey) {
        return locked(() -> {
            Payers payers = payers(key, ofKey);
            Account own = payers.own();
            Purse least = payers.least();
            return new Left(
                    own == null ? 0 : own.spentToday(),
                    least == null ? -1 : least.left(),
                    least == null ? ofKey.whenSpent() : least.whenSpent());
        });
    }

    /** How each limit stands, those of all callers first. */
    public List<Standing> standings() {
        return locked(() -> {
            List<Standing> standings = new ArrayList<>();
            accounts.values().forEach(account -> account.addStandings(standings));
            return standings;
        });
    }

    /** False until it is known what was spent before the start. */
    public boolean isKnown() {
        return locked(() -> known);
    }

    /** The day in UTC for which limits hold at this moment. */
    public LocalDate today() {
        return locked(() -> today.day());
    }

    private Account account(String name) {
        return accounts.computeIfAbsent(name, absent -> new Account(absent, lender != null));
    }

    /** Ends what is over: periods and forgotten reservations. */
    private void refresh() {
        if (today.isOver()) {
            boolean newMonth = today.turn();
            accounts.values().forEach(account -> account.begin(newMonth));
        }
        long now = nanoTime.getAsLong();
        if (reservations.isEmpty() || now - nextLapseNanos < 0) {
            return;
        }
        Iterator<Reservation> oldest = reservations.iterator();
        while (oldest.hasNext()) {
            Reservation reservation = oldest.next();
            if (!reservation.isLapsed(now)) {
                nextLapseNanos = reservation.lapsesNanos();
                return;
            }
            oldest.remove();
            reservation.lapse();
            signal();
        }
    }

    private <T> T locked(Supplier<T> todo) {
        lock.lock();
        try {
            refresh();
            return todo.get();
        } finally {
            lock.unlock();
        }
    }
}

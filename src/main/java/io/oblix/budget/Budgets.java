package io.oblix.budget;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Accounts accounts;
    private final OpenReservations reservations = new OpenReservations();
    private final Changes changes = new Changes();
    private boolean known;

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
        this.known = lender != null;
        this.accounts = new Accounts(server, lender != null, clock);
    }

    /**
     * From now on these are the keys, and their budgets hold for all calls, also of requests that began before. What was spent
     * stays. The limits of a key that is not among them are listed no longer.
     */
    public void use(Collection<Key> keys) {
        Map<String, Budget> now = new HashMap<>();
        keys.forEach(key -> now.put(key.name(), key.budget()));
        locked(() -> accounts.limit(now));
    }

    /** Whether some limit holds for this key's calls. */
    public boolean isLimited(Budget ofKey) {
        return server.isLimited() || ofKey.isLimited();
    }

    /**
     * Puts money aside for a call.
     *
     * @param key the caller's key; empty without one
     * @param ofKey its budget as the request knows it; what {@link #use} was told later goes before it
     * @param least what the call may cost if it is cut as short as is acceptable
     * @param most what it may cost at full length, at least {@code least}
     * @param patient whether to wait for more rather than be granted less than there should be; only replicas wait
     * @return a reservation of between the two, or why there is none
     */
    public Outcome reserve(String key, Budget ofKey, long least, long most, boolean patient) {
        return locked(() -> {
            Payers payers = accounts.payers(key, ofKey);
            long free = payers.free();
            long wanted = Math.max(least, Math.min(most, payers.left() / PARTS));
            payers.limited().forEach(purse -> want(purse, wanted));
            boolean enough = free >= wanted || (free >= least && (!patient || !payers.mayGrow(wanted)));
            if (!payers.limited().isEmpty() && (!known || !enough)) {
                return Shortage.of(payers.limited(), least, known, clock.instant());
            }
            long granted = Math.min(wanted, free);
            Reservation reservation = new Reservation(this, payers, granted, nanoTime.getAsLong() + lapseNanos);
            payers.reserve(granted);
            reservations.add(reservation);
            return reservation;
        });
    }

    /** Before the last of what was granted is used up. */
    private void want(Purse purse, long wanted) {
        if (lender != null && purse.free() < wanted + purse.slice() / 2) {
            lender.wanted(new Lender.Shared(purse.account(), purse.period(), purse.limit()), purse.lacking(wanted));
        }
    }

    /** Waits are over when something was settled or granted. */
    public CountDownLatch nextChange() {
        return locked(changes::next);
    }

    void settle(Reservation reservation, Payers payers, long costMicroUsd) {
        locked(() -> reservation.close() ? settled(reservation, payers, costMicroUsd) : List.<Standing>of())
                .forEach(warnings);
    }

    /** Books what a call costs; returns the limits of which most is spent since then. */
    private List<Standing> settled(Reservation reservation, Payers payers, long costMicroUsd) {
        List<Standing> warned = new ArrayList<>(0);
        // One that has lapsed is not among them any more, and what its call costs counts nevertheless.
        if (reservations.remove(reservation)) {
            payers.release(reservation.microUsd());
        }
        payers.spend(costMicroUsd, warned);
        changes.happened();
        return warned;
    }

    /**
     * What was spent before the start, by account; nothing that is limited is spent before this is known.
     *
     * @param day the day in UTC that the sums are of
     * @return false if the day is over, so that newer sums are needed
     */
    public boolean begin(LocalDate day, Map<String, Spent> before) {
        return locked(() -> {
            if (!day.equals(accounts.day())) {
                return false;
            }
            accounts.before(before);
            known = true;
            changes.happened();
            return true;
        });
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
            if (!day.equals(accounts.day())) {
                return false;
            }
            accounts.purse(account, period).grant(microUsd, takenByAll, ownOfBefore);
            changes.happened();
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
        return locked(() ->
                day.equals(accounts.day()) ? accounts.purse(account, period).takeBack(idle) : 0L);
    }

    /** What was taken back could not be given to others, so it may be spent here after all. */
    public boolean putBack(String account, Period period, LocalDate day, long microUsd) {
        return locked(() -> {
            if (day.equals(accounts.day())) {
                accounts.purse(account, period).putBack(microUsd);
            }
            return day.equals(accounts.day());
        });
    }

    /** What a call of this cost would lack at this moment; null if it could be paid. Puts nothing aside. */
    public @Nullable Shortage lacks(String key, Budget ofKey, long least) {
        return locked(() -> {
            Payers payers = accounts.payers(key, ofKey);
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
            Payers payers = accounts.payers(key, ofKey);
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
        return locked(accounts::standings);
    }

    /** False until it is known what was spent before the start. */
    public boolean isKnown() {
        return locked(() -> known);
    }

    /** The day in UTC for which limits hold at this moment. */
    public LocalDate today() {
        return locked(accounts::day);
    }

    /** Ends what is over: periods and forgotten reservations. */
    private void refresh() {
        accounts.turn();
        if (reservations.lapse(nanoTime.getAsLong())) {
            changes.happened();
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

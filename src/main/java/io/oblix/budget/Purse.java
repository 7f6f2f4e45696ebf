package io.oblix.budget;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;

/**
 * What one account may spend in one kind of period, and what it has spent and reserved of it. Its {@link Budgets} guards it
 * by a lock. At the end of a period what was spent is forgotten, and what is reserved is not: those calls are paid from
 * the next one.
 *
 * <p>Where replicas share the limit, a purse spends only what it was granted of it. What it spent before it was granted
 * anything, while there was no limit, is in what all have taken as far as the ledger had it then; so much counts as granted.
 */
final class Purse {

    /** A limit that no sum of calls reaches. */
    static final long ENDLESS = Long.MAX_VALUE / 4;

    /** Of a limit. */
    private static final int SLICES = 50;

    /** Ten cents: less would be asked for too often. */
    private static final long LEAST_SLICE = 100_000;

    private final String account;
    private final Period period;
    private final boolean shared;

    private long limit = ENDLESS;
    private WhenSpent whenSpent = WhenSpent.LOCAL;
    private long settled;
    private long reserved;
    private long granted;
    private long taken;
    private boolean begun;
    private boolean usedUp;
    private boolean used;
    private boolean warned;

    /** @param shared whether it may spend only what it is granted */
    Purse(String account, Period period, boolean shared) {
        this.account = account;
        this.period = period;
        this.shared = shared;
    }

    /** The settings may change at any time. */
    void limit(long microUsd, WhenSpent then) {
        whenSpent = then;
        long now = microUsd == Budget.UNLIMITED ? ENDLESS : microUsd;
        if (now != limit) {
            limit = now;
            warned = false;
            usedUp = false;
        }
    }

    boolean isLimited() {
        return limit != ENDLESS;
    }

    WhenSpent whenSpent() {
        return whenSpent;
    }

    /** What may be reserved at this moment; below 0 where calls cost more than was reserved for them. */
    long free() {
        return cap() - settled - reserved;
    }

    /** What would be free if no call were running. */
    long unsettled() {
        return cap() - settled;
    }

    private long cap() {
        return shared && isLimited() ? Math.min(granted, limit) : limit;
    }

    /**
     * What is left for a new call, as far as it is known here: what other replicas hold counts as spent.
     */
    long left() {
        return Math.max(0, limit - spentOfLimit() - reserved);
    }

    /** What is known to be spent or held by other replicas, and what was spent here. */
    private long spentOfLimit() {
        return shared ? Math.max(taken, granted) - granted + settled : settled;
    }

    /** Whether more may be granted, as far as it is known. */
    boolean mayGrow() {
        return shared && isLimited() && !usedUp;
    }

    void reserve(long microUsd) {
        reserved += microUsd;
        used = true;
    }

    void release(long microUsd) {
        reserved -= microUsd;
    }

    void spend(long microUsd) {
        settled += microUsd;
    }

    /** What was spent before the start. Of what is shared it is not this process's own, and only until it is told more. */
    void before(long microUsd) {
        if (!shared) {
            settled += microUsd;
        } else if (!begun) {
            taken = microUsd;
        }
    }

    /**
     * More may be spent here.
     *
     * @param microUsd how much; 0 when there is nothing left to grant
     * @param takenByAll what all replicas have been granted in this period, this grant included
     * @param ownOfBefore what of it this process had spent before the first grant of all
     */
    void grant(long microUsd, long takenByAll, long ownOfBefore) {
        if (!begun) {
            begun = true;
            granted = Math.min(ownOfBefore, settled);
        }
        granted += microUsd;
        taken = takenByAll;
        usedUp = microUsd == 0;
    }

    /**
     * Takes back what is granted and neither spent nor reserved; 0 when there is nothing, and below 0 where more was spent
     * than was granted, which is granted with it.
     *
     * @param idle whether only if nothing was reserved since this was last called
     */
    long takeBack(boolean idle) {
        boolean isUsed = used;
        used = false;
        if (idle && (isUsed || reserved > 0)) {
            return 0;
        }
        long unspent = begun ? granted - settled : 0;
        long unused = unspent < 0 ? unspent : Math.max(0, unspent - reserved);
        granted -= unused;
        taken -= unused;
        return unused;
    }

    void putBack(long microUsd) {
        granted += microUsd;
        taken += microUsd;
    }

    /**
     * A new period begins. Leases are for a day, so in a shared purse each day is one.
     *
     * @param spent what is known to be spent of the limit on its earlier days
     */
    void begin(long spent) {
        settled = 0;
        granted = 0;
        taken = spent;
        begun = false;
        usedUp = false;
        warned = false;
    }

    /** Whether most of it is spent, for the first time in the period. */
    boolean isNewlyNearlySpent() {
        if (warned || !isLimited() || !Standing.isNearlySpent(spentOfLimit(), limit)) {
            return false;
        }
        warned = true;
        return true;
    }

    String account() {
        return account;
    }

    Period period() {
        return period;
    }

    boolean isShared() {
        return shared;
    }

    long limit() {
        return limit;
    }

    /** With what other replicas hold. */
    long spent() {
        return spentOfLimit();
    }

    long reserved() {
        return reserved;
    }

    /** How much more is wanted for a call of this cost, with something for the next ones. */
    long lacking(long microUsd) {
        return microUsd + slice() - (begun ? free() : 0);
    }

    /** How much replicas are granted at a time. */
    long slice() {
        return Math.max(limit / SLICES, LEAST_SLICE);
    }

    Standing standing() {
        return new Standing(account, period, limit, spentOfLimit(), reserved, left());
    }
}

package io.oblix.budget;

import io.oblix.key.Budget.WhenSpent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing could be reserved.
 *
 * @param account the key whose budget it is; {@link Budgets#SERVER} for that of all callers together
 * @param limitMicroUsd of the period
 * @param spentMicroUsd what was spent of it, and what other replicas hold of it
 * @param reservedMicroUsd what calls that are running may still cost
 * @param neededMicroUsd what the call would have needed at least
 * @param periodLeft until the next period
 * @param whenSpent the strictest that those budgets say which lack it for the same cause
 */
public record Shortage(
        Cause cause,
        String account,
        Period period,
        long limitMicroUsd,
        long spentMicroUsd,
        long reservedMicroUsd,
        long neededMicroUsd,
        Duration periodLeft,
        WhenSpent whenSpent)
        implements Outcome {

    /** Whether waiting helps, and for what. */
    public enum Cause {
        /** It is not known yet what may be spent: the ledger has not been read, or a lease is on its way. */
        UNKNOWN,

        /** Calls that are running have reserved what is left; some of it will be free when they end. */
        RESERVED,

        /** It is spent; there is nothing before the next period. */
        SPENT,

        /** The call may cost more than the whole limit, in any period. */
        NEVER
    }

    /** What holds for the client, with the figures. */
    public String text() {
        String whose =
                (account.equals(Budgets.SERVER) ? "The server's budget" : "The budget of the key '" + account + "'")
                        + " for the " + period.word();
        return switch (cause) {
            case UNKNOWN -> "It is not known yet what is left of " + lower(whose) + "; nothing was sent.";
            case RESERVED ->
                whose + " is " + Usd.text(limitMicroUsd) + " USD: " + Usd.text(spentMicroUsd) + " are spent, and "
                        + Usd.text(reservedMicroUsd) + " are reserved for requests that are running; this one may cost "
                        + Usd.text(neededMicroUsd) + ". Nothing was sent.";
            case SPENT ->
                whose + " is spent: " + Usd.text(spentMicroUsd) + " of " + Usd.text(limitMicroUsd)
                        + " USD, and this request may cost " + Usd.text(neededMicroUsd)
                        + ". Nothing was sent; the next "
                        + period.word() + " begins at 00:00 UTC, in " + inWords(periodLeft) + ".";
            case NEVER ->
                "This request may cost " + Usd.text(neededMicroUsd) + " USD, more than " + lower(whose)
                        + " allows at all: " + Usd.text(limitMicroUsd) + " USD. Nothing was sent.";
        };
    }

    private static String lower(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String inWords(Duration left) {
        return left.toDays() > 1
                ? left.toDays() + " days"
                : left.toHours() > 0 ? left.toHours() + " h" : Math.max(1, left.toMinutes()) + " min";
    }

    /** When another try may succeed; null if none will. */
    public @Nullable Duration retryAfter() {
        return switch (cause) {
            case UNKNOWN -> Duration.ofSeconds(1);
            case RESERVED -> Duration.ofSeconds(2);
            case SPENT -> periodLeft;
            case NEVER -> null;
        };
    }

    /** Whether it may be over in a moment. */
    public boolean mayPass() {
        return cause.compareTo(Cause.SPENT) < 0;
    }

    /**
     * The shortage that lasts longest.
     *
     * @param purses those that the call would be paid from, not empty
     * @param known whether it is known what was spent before the start
     */
    static Shortage of(List<Purse> purses, long least, boolean known, Instant now) {
        Purse worst = purses.get(0);
        Cause cause = null;
        WhenSpent whenSpent = WhenSpent.LOCAL;
        for (Purse purse : purses) {
            Cause found = cause(purse, least, known);
            int order = found == null ? -1 : cause == null ? 1 : found.compareTo(cause);
            if (order > 0 || (order == 0 && purse.period().compareTo(worst.period()) > 0)) {
                worst = purse;
            }
            if (order > 0) {
                cause = found;
                whenSpent = purse.whenSpent();
            } else if (order == 0 && purse.whenSpent() == WhenSpent.REFUSE) {
                whenSpent = WhenSpent.REFUSE;
            }
        }
        return new Shortage(
                cause == null ? Cause.UNKNOWN : cause,
                worst.account(),
                worst.period(),
                worst.limit(),
                worst.spent(),
                worst.reserved(),
                least,
                worst.period().left(now),
                whenSpent);
    }

    private static @Nullable Cause cause(Purse purse, long least, boolean known) {
        if (least > purse.limit()) {
            return Cause.NEVER;
        } else if (known && purse.free() >= least) {
            return null;
        } else if (!known || purse.mayGrow()) {
            return Cause.UNKNOWN;
        }
        return purse.unsettled() < least ? Cause.SPENT : Cause.RESERVED;
    }
}

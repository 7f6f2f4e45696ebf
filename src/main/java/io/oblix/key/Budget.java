package io.oblix.key;

/**
 * How much may be spent on models that cost money; a day and a month begin at midnight UTC.
 *
 * @param dayMicroUsd a day, in millionths of a US dollar; {@link #UNLIMITED} without a limit
 * @param monthMicroUsd a calendar month, likewise
 * @param whenSpent what becomes of requests that a cloud would answer, once it is spent
 */
public record Budget(long dayMicroUsd, long monthMicroUsd, WhenSpent whenSpent) {

    public static final long UNLIMITED = -1;

    public static final Budget NONE = new Budget(UNLIMITED, UNLIMITED, WhenSpent.LOCAL);

    private static final double MICRO = 1e6;

    /** What a policy does without the cloud. */
    public enum WhenSpent {

        /** The local model answers. */
        LOCAL,

        /** The request is refused. */
        REFUSE
    }

    public boolean isLimited() {
        return dayMicroUsd != UNLIMITED || monthMicroUsd != UNLIMITED;
    }

    /** @param usd dollars, not negative */
    public static long microUsd(double usd) {
        return Math.round(usd * MICRO);
    }
}

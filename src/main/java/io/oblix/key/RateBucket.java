package io.oblix.key;

import java.time.Duration;

/**
 * What may be used in a minute. It refills all the time, so that half a minute after it was empty half of the limit is there
 * again. More may be used than there is, where what was used shows only afterwards; that is owed first.
 */
final class RateBucket {

    private static final double NANOS_PER_MINUTE = 60e9;

    private double level;
    private double capacity;
    private long atNanos;

    /** @param perMinute at least 1 */
    RateBucket(int perMinute, long nowNanos) {
        this.level = perMinute;
        this.capacity = perMinute;
        this.atNanos = nowNanos;
    }

    /** Refills it; another limit than before holds from now on, and what was used stays used. */
    private void refill(int perMinute, long nowNanos) {
        if (perMinute != capacity) {
            level += perMinute - capacity;
            capacity = perMinute;
        }
        double added = Math.max(0, nowNanos - atNanos) / NANOS_PER_MINUTE * capacity;
        level = Math.min(capacity, level + added);
        atNanos = nowNanos;
    }

    /** Takes so much if there is so much. */
    synchronized boolean take(long amount, int perMinute, long nowNanos) {
        refill(perMinute, nowNanos);
        if (level < amount) {
            return false;
        }
        level -= amount;
        return true;
    }

    /** Corrects what was taken, by a negative amount upwards; below zero is possible. */
    synchronized void correct(long more, int perMinute, long nowNanos) {
        refill(perMinute, nowNanos);
        level = Math.min(capacity, level - more);
    }

    /** Until there is so much, which is at most the limit. */
    synchronized Duration until(long amount, int perMinute, long nowNanos) {
        refill(perMinute, nowNanos);
        return nanos(amount - level);
    }

    private Duration nanos(double missing) {
        return Duration.ofNanos((long) Math.ceil(Math.max(0, missing) / capacity * NANOS_PER_MINUTE));
    }

    synchronized Rate rate(int perMinute, long nowNanos) {
        refill(perMinute, nowNanos);
        return new Rate(perMinute, (long) Math.max(0, Math.floor(level)), nanos(capacity - level));
    }
}

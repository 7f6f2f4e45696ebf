package io.oblix.key;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What may be used in a minute. It refills all the time, so that half a minute after it was empty half of the limit is there
 * again. More may be used than there is, where what was used shows only afterwards; that is owed first.
 *
 * <p>Without a lock, as all requests of a key meet here, on event loops too, and a thread that waits costs more than the sum.
 */
final class RateBucket {

    private static final double NANOS_PER_MINUTE = 60e9;

    private final AtomicReference<Level> current;

    /** Nothing was ever taken: the first limit fills it. */
    RateBucket(long nowNanos) {
        current = new AtomicReference<>(new Level(0, 0, nowNanos));
    }

    /** @param capacity the limit that held then */
    private record Level(double left, double capacity, long atNanos) {

        /** Refilled; another limit than before holds from now on, and what was used stays used. */
        Level at(int perMinute, long nowNanos) {
            // Another thread may have looked at the clock later and come here earlier.
            long passed = Math.max(0, nowNanos - atNanos);
            double refilled = left + (perMinute - capacity) + passed / NANOS_PER_MINUTE * perMinute;
            return new Level(Math.min(perMinute, refilled), perMinute, atNanos + passed);
        }

        Level less(long amount) {
            return new Level(Math.min(capacity, left - (double) amount), capacity, atNanos);
        }

        Duration until(long amount) {
            double missing = Math.max(0, (double) amount - left);
            return Duration.ofNanos((long) Math.ceil(missing / capacity * NANOS_PER_MINUTE));
        }
    }

    private Level level() {
        return Objects.requireNonNull(current.get());
    }

    /** Takes so much if there is so much. */
    boolean take(long amount, int perMinute, long nowNanos) {
        while (true) {
            Level before = level();
            Level now = before.at(perMinute, nowNanos);
            if (now.left() < amount) {
                return false;
            }
            if (current.compareAndSet(before, now.less(amount))) {
                return true;
            }
        }
    }

    /** Corrects what was taken, by a negative amount upwards; below zero is possible. */
    void correct(long more, int perMinute, long nowNanos) {
        current.updateAndGet(before -> before.at(perMinute, nowNanos).less(more));
    }

    /** Until there is so much, which is at most the limit. */
    Duration until(long amount, int perMinute, long nowNanos) {
        return level().at(perMinute, nowNanos).until(amount);
    }

    /** Whether all that was used is there again, by the limit that held last. */
    boolean isFull(long nowNanos) {
        Level last = level();
        return last.at((int) last.capacity(), nowNanos).left() >= last.capacity();
    }

    Rate rate(int perMinute, long nowNanos) {
        Level now = level().at(perMinute, nowNanos);
        return new Rate(perMinute, (long) Math.max(0, Math.floor(now.left())), now.until(perMinute));
    }
}

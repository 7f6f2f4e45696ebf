package io.oblix.ask.forecast;

import io.oblix.ask.limit.RecentPlaces;
import io.oblix.chat.Place;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Pauses after a failed load, longer with each failure: a model that does not fit into memory would otherwise be tried
 * with every request, and each try may cost a host the models that it has.
 */
final class LoadPauses {

    private static final long FIRST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    static final int MAX_PLACES = 256;

    private record Pause(long nanos, long untilNanos) {

        Pause next(long nowNanos) {
            long longer = Math.min(LONGEST_NANOS, 2 * nanos);
            return new Pause(longer, nowNanos + longer);
        }
    }

    private final LongSupplier nanoTime;
    private final RecentPlaces<Pause> pauses = new RecentPlaces<>(MAX_PLACES, (place, pause) -> {});

    LoadPauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean isPaused(Place place) {
        Pause pause = pauses.get(place);
        return pause != null && pause.untilNanos - nanoTime.getAsLong() > 0;
    }

    /** Returns how long the place is not tried again now. */
    Duration failed(Place place) {
        long now = nanoTime.getAsLong();
        Pause pause = pauses.update(
                place, before -> before == null ? new Pause(FIRST_NANOS, now + FIRST_NANOS) : before.next(now));
        return Duration.ofNanos(pause.nanos);
    }

    void loaded(Place place) {
        pauses.remove(place);
    }
}

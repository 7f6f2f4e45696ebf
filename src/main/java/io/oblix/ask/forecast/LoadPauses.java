package io.oblix.ask.forecast;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What could not be loaded is left alone for a while, longer with each failure: a model that does not fit into memory
 * would otherwise be tried with every request, and each try may cost a host the models that it has.
 *
 * @param <P> what is loaded and where
 */
final class LoadPauses<P> {

    private static final long FIRST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    /** Callers name models; the place that was asked for least of late is forgotten first. */
    private static final int MAX_PLACES = 256;

    private record Pause(long nanos, long untilNanos) {}

    private final LongSupplier nanoTime;

    private final Map<P, Pause> pauses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<P, Pause> eldest) {
            return size() > MAX_PLACES;
        }
    };

    LoadPauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized boolean isPaused(P place) {
        Pause pause = pauses.get(place);
        return pause != null && pause.untilNanos - nanoTime.getAsLong() > 0;
    }

    /** Returns how long it is left alone now. */
    synchronized Duration failed(P place) {
        Pause before = pauses.get(place);
        long nanos = before == null ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * before.nanos);
        pauses.put(place, new Pause(nanos, nanoTime.getAsLong() + nanos));
        return Duration.ofNanos(nanos);
    }

    synchronized void loaded(P place) {
        pauses.remove(place);
    }
}

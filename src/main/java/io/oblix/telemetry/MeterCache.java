package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;

/**
 * Meters of one kind by what tells them apart. Cached because Micrometer builds the whole name of a meter to look it up:
 * a thirtieth of the cost of a request. Bounded: the meter that is used least leaves the registry too.
 */
final class MeterCache {

    private static final int MAX_METERS = 1_000;

    private MeterCache() {}

    static <K, M extends Meter> LoadingCache<K, M> of(MeterRegistry registry, Function<K, M> meter) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_METERS)
                .executor(Runnable::run)
                .<K, M>removalListener((key, evicted, cause) -> {
                    if (evicted != null) {
                        registry.remove(evicted);
                    }
                })
                .build(meter::apply);
    }
}

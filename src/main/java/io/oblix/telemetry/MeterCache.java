package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Function;

/**
 * Meters of one kind by what tells them apart. Cached because Micrometer builds the whole name of a meter to look it up:
 * a thirtieth of the cost of a request. Bounded: the meters that are used least leave the registry too.
 */
final class MeterCache {

    private static final int MAX_METERS = 1_000;

    private MeterCache() {}

    static <K, M extends Meter> LoadingCache<K, M> of(MeterRegistry registry, Function<K, M> meter) {
        return of(registry, MAX_METERS, meter, List::of);
    }

    /**
     * Of several meters with the same labels, which are found and leave together.
     *
     * @param limit of such sets
     * @param all the meters of a set
     */
    static <K, S> LoadingCache<K, S> of(
            MeterRegistry registry, int limit, Function<K, S> set, Function<S, List<? extends Meter>> all) {
        return Caffeine.newBuilder()
                .maximumSize(limit)
                .executor(Runnable::run)
                .<K, S>removalListener((key, evicted, cause) -> {
                    if (evicted != null) {
                        all.apply(evicted).forEach(registry::remove);
                    }
                })
                .build(set::apply);
    }
}

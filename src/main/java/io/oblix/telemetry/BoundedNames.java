package io.oblix.telemetry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Consumer;

/**
 * Names that become label values. Clients name models freely, and each name is a time series of its own, so only the
 * most used names are kept; all others are {@code other}.
 */
final class BoundedNames {

    private static final String OTHER = "other";

    private final Cache<String, Boolean> names;

    /** @param evicted receives each name that gave way to another */
    BoundedNames(int limit, Consumer<String> evicted) {
        // On the thread that adds a name, so that it is known at once whether the name was kept.
        names = Caffeine.newBuilder()
                .maximumSize(limit)
                .executor(Runnable::run)
                .<String, Boolean>removalListener((name, kept, cause) -> evicted.accept(name))
                .build();
    }

    /** @param admit whether the name may be added: a model has answered under it, so the client did not make it up */
    String bounded(String name, boolean admit) {
        boolean known = names.getIfPresent(name) != null;
        if (!known && admit) {
            names.put(name, true);
            known = names.getIfPresent(name) != null;
        }
        return known ? name : OTHER;
    }
}

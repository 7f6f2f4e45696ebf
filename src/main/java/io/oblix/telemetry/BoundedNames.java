package io.oblix.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Callers name models freely, and each name would be a time series of its own: beyond these they are one. */
final class BoundedNames {

    private static final String OTHER = "other";

    private final int limit;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    BoundedNames(int limit) {
        this.limit = limit;
    }

    /** @param admit whether the name may become one of them: an answer came under it, so it is no invention */
    String bounded(String name, boolean admit) {
        if (admit && names.size() < limit) {
            names.add(name);
        }
        return names.contains(name) ? name : OTHER;
    }
}

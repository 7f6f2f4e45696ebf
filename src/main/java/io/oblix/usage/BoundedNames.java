package io.oblix.usage;

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

    String bounded(String name) {
        if (names.contains(name)) {
            return name;
        }
        return names.size() < limit && names.add(name) ? name : names.contains(name) ? name : OTHER;
    }
}

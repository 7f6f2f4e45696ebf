package io.oblix.provider;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What was worked out for a name before. Callers name models freely, so it holds so many and no more. */
public final class Memo<T> {

    private static final int MAX_HELD = 1_000;

    private final Map<String, T> held = new ConcurrentHashMap<>();
    private final Function<String, T> workOut;

    public Memo(Function<String, T> workOut) {
        this.workOut = workOut;
    }

    public T of(String name) {
        T known = held.get(name);
        if (known != null) {
            return known;
        }
        T worked = workOut.apply(name);
        if (held.size() < MAX_HELD) {
            held.put(name, worked);
        }
        return worked;
    }
}

package io.oblix.ask.forecast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What was worked out before, by what it was worked out of. Callers name models freely, so it holds so many and no more. */
public final class Memo<K, T> {

    private static final int MAX_HELD = 1_000;

    private final Map<K, T> held = new ConcurrentHashMap<>();
    private final Function<K, T> workOut;

    public Memo(Function<K, T> workOut) {
        this.workOut = workOut;
    }

    public T of(K key) {
        T known = held.get(key);
        if (known != null) {
            return known;
        }
        T worked = workOut.apply(key);
        if (held.size() < MAX_HELD) {
            held.put(key, worked);
        }
        return worked;
    }
}

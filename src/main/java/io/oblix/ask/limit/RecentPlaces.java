package io.oblix.ask.limit;

import io.oblix.chat.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the places that were used last. Clients name models freely, so their number is bounded; the place
 * that was not used for the longest time is evicted. A cache that weighs how often an entry is used would reject a new
 * place once it is full, and so never learn anything of a model that is asked rarely.
 *
 * @param <V> what is known of a place
 */
public final class RecentPlaces<V> {

    private final Map<Place, V> places;

    /** @param evicted receives each place that is evicted; it must not use this object */
    public RecentPlaces(int maxPlaces, BiConsumer<Place, V> evicted) {
        this.places = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, V> eldest) {
                boolean full = size() > maxPlaces;
                if (full) {
                    evicted.accept(eldest.getKey(), eldest.getValue());
                }
                return full;
            }
        };
    }

    /** Null when nothing is known. */
    public synchronized @Nullable V get(Place place) {
        return places.get(place);
    }

    public synchronized V computeIfAbsent(Place place, Function<Place, V> first) {
        return places.computeIfAbsent(place, first);
    }

    /** @param next takes what is known, null when nothing is */
    public synchronized V update(Place place, Function<@Nullable V, V> next) {
        V value = next.apply(places.get(place));
        places.put(place, value);
        return value;
    }

    public synchronized void remove(Place place) {
        places.remove(place);
    }
}

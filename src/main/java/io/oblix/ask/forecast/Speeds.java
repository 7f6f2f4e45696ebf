package io.oblix.ask.forecast;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.Observed;
import io.oblix.chat.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link Speed} of each model at each address, learned from the answers it gave; readers never wait. */
public final class Speeds implements AttemptListener {

    /** Only names that an answer came under are learned, and no more than these. */
    private static final int MAX_MODELS = 200;

    private final Map<Place, Speed> learned = new ConcurrentHashMap<>();

    @Override
    public void ended(AttemptRecord attempt) {
        if (attempt.problem() == null) {
            Place place = attempt.place();
            double totalMillis = attempt.duration().toNanos() / 1e6;
            if (hasRoom(place)) {
                learned.compute(
                        place,
                        (same, speed) -> (speed == null ? Speed.UNKNOWN : speed)
                                .with(attempt.observed(), attempt.usage(), totalMillis));
            }
        }
    }

    /** The model was loaded without a request. */
    void loaded(Place place, double millis) {
        if (millis >= Observed.LEAST_LOAD_MILLIS && hasRoom(place)) {
            learned.compute(place, (same, speed) -> (speed == null ? Speed.UNKNOWN : speed).withLoad(millis));
        }
    }

    private boolean hasRoom(Place place) {
        return learned.size() < MAX_MODELS || learned.containsKey(place);
    }

    Speed of(Place place) {
        return learned.getOrDefault(place, Speed.UNKNOWN);
    }
}

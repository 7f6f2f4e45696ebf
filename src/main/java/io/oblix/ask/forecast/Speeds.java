package io.oblix.ask.forecast;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.Observed;
import io.oblix.chat.ModelName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link Speed} of each model at each address, learned from the answers it gave; readers never wait. */
public final class Speeds implements AttemptListener {

    /** Only names that an answer came under are learned, and no more than these. */
    private static final int MAX_MODELS = 200;

    private record Place(ModelName model, String baseUrl) {}

    private final Map<Place, Speed> learned = new ConcurrentHashMap<>();

    @Override
    public void ended(AttemptRecord attempt) {
        if (attempt.problem() == null) {
            Place place = new Place(attempt.model(), attempt.baseUrl());
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
    void loaded(ModelName model, String baseUrl, double millis) {
        Place place = new Place(model, baseUrl);
        if (millis >= Observed.LEAST_LOAD_MILLIS && hasRoom(place)) {
            learned.compute(place, (same, speed) -> (speed == null ? Speed.UNKNOWN : speed).withLoad(millis));
        }
    }

    private boolean hasRoom(Place place) {
        return learned.size() < MAX_MODELS || learned.containsKey(place);
    }

    Speed of(ModelName model, String baseUrl) {
        return learned.getOrDefault(new Place(model, baseUrl), Speed.UNKNOWN);
    }
}

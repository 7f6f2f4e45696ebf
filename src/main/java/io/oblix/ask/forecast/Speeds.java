package io.oblix.ask.forecast;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.Observed;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.provider.Work;
import java.util.function.UnaryOperator;

/**
 * The {@link Speed} of each place, and how each model counts tokens, learned from the answers that they gave; readers
 * never wait.
 */
public final class Speeds implements AttemptListener {

    /** Only places that answered or were waited for are learned; the one that is used least is forgotten first. */
    private static final int MAX_PLACES = 200;

    private final TokenRatios ratios = new TokenRatios();
    private final Cache<Place, Speed> learned = Caffeine.newBuilder()
            .maximumSize(MAX_PLACES)
            .executor(Runnable::run)
            .build();

    @Override
    public void ended(AttemptRecord attempt) {
        ratios.learn(attempt);
        if (attempt.origin().isSideTask()) {
            // A title of five words says little about the chats that others wait for.
            return;
        }
        if (attempt.problem() == null) {
            learn(attempt.place(), speed -> speed.with(attempt.observed(), attempt.usage()));
        } else if (attempt.isSilence()) {
            learn(attempt.place(), speed -> speed.withSilence(attempt.observed()));
        }
    }

    /** The model was loaded without a request. */
    void loaded(Place place, double millis) {
        if (millis >= Observed.LEAST_LOAD_MILLIS) {
            learn(place, speed -> speed.withLoad(millis));
        }
    }

    private void learn(Place place, UnaryOperator<Speed> more) {
        learned.asMap().compute(place, (same, speed) -> more.apply(speed == null ? Speed.UNKNOWN : speed));
    }

    /** The same work with its prompt as a model was seen to count such texts. */
    Work counted(ModelName model, Work work) {
        return ratios.counted(model, work);
    }

    Speed of(Place place) {
        Speed speed = learned.getIfPresent(place);
        return speed == null ? Speed.UNKNOWN : speed;
    }
}

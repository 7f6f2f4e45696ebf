package io.oblix.ask.forecast;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.Place;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Ability;
import io.oblix.provider.ModelState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What models have said they cannot do, whatever their provider's list promises, so that policies send later requests of
 * that kind elsewhere at once. Forgotten after a while: the model may have been replaced.
 */
public final class LearnedAbilities implements AttemptListener {

    private static final int MAX_PLACES = 200;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Cache<Place, Set<Ability>> lacking = Caffeine.newBuilder()
            .maximumSize(MAX_PLACES)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .build();

    @Override
    public void ended(AttemptRecord attempt) {
        if (attempt.problem() instanceof UpstreamProblem problem
                && problem.kind() == UpstreamProblem.Kind.LACKS_ABILITY) {
            Ability ability = Ability.lacking(problem.detail());
            if (ability != null) {
                lacking.asMap().merge(attempt.place(), Set.of(ability), LearnedAbilities::both);
            }
        }
    }

    private static Set<Ability> both(Set<Ability> known, Set<Ability> more) {
        Set<Ability> both = EnumSet.copyOf(known);
        both.addAll(more);
        return Set.copyOf(both);
    }

    /** The state of a place, without the abilities that it has denied. */
    ModelState corrected(Place place, ModelState state) {
        Set<Ability> denied = lacking.getIfPresent(place);
        return denied == null
                ? state
                : state.able(
                        state.vision() && !denied.contains(Ability.IMAGES),
                        state.tools() && !denied.contains(Ability.TOOLS),
                        state.thinking() && !denied.contains(Ability.THINKING));
    }
}

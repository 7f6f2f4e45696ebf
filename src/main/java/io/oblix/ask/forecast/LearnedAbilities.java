package io.oblix.ask.forecast;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.limit.RecentPlaces;
import io.oblix.chat.Place;
import io.oblix.provider.Ability;
import io.oblix.provider.ModelState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What models have said they cannot do, whatever their provider's list promises, so that policies send later requests of
 * that kind elsewhere at once. Forgotten after a while: the model may have been replaced.
 */
public final class LearnedAbilities implements AttemptListener {

    private static final int MAX_PLACES = 200;
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private record Denied(Set<Ability> abilities, long untilNanos) {}

    private final RecentPlaces<Denied> denied = new RecentPlaces<>(MAX_PLACES, (place, abilities) -> {});
    private final LongSupplier nanoTime;

    public LearnedAbilities() {
        this(System::nanoTime);
    }

    LearnedAbilities(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void ended(AttemptRecord attempt) {
        Ability ability = attempt.lacking();
        if (ability != null) {
            long until = nanoTime.getAsLong() + REMEMBERED.toNanos();
            denied.update(attempt.place(), before -> new Denied(both(before, ability), until));
        }
    }

    private Set<Ability> both(@Nullable Denied before, Ability more) {
        Set<Ability> both = EnumSet.of(more);
        if (before != null && !isOver(before)) {
            both.addAll(before.abilities);
        }
        return both;
    }

    private boolean isOver(Denied known) {
        return known.untilNanos - nanoTime.getAsLong() <= 0;
    }

    /** The state of a place, without the abilities that it has denied. */
    ModelState corrected(Place place, ModelState state) {
        Denied known = denied.get(place);
        if (known == null || isOver(known)) {
            return state;
        }
        return state.able(
                state.vision() && !known.abilities.contains(Ability.IMAGES),
                state.tools() && !known.abilities.contains(Ability.TOOLS),
                state.thinking() && !known.abilities.contains(Ability.THINKING));
    }
}

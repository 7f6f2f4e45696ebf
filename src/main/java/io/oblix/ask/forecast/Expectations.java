package io.oblix.ask.forecast;

import io.oblix.ask.attempt.Reading;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.ask.limit.ServiceTime;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.provider.Loading;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts when a model would answer, from what was learned of it and otherwise from an {@link AssumedSpeed}, and so
 * chooses the host to ask.
 */
public final class Expectations {

    private static final double CLOUD_READ_MILLIS_PER_TOKEN = 0.2;

    /** The timeouts allow for a prompt of this length. */
    private static final int GREETING_TOKENS = 32;

    /** A host that is silent on a shorter prompt does not read. */
    private static final int LONG_PROMPT_TOKENS = 256;

    private final InFlightCalls inFlight;
    private final Speeds speeds;
    private final AssumedSpeed assumed = AssumedSpeed.HERE;
    private final Breakers breakers;
    private final LearnedAbilities abilities;

    public Expectations(InFlightCalls inFlight, Speeds speeds, Breakers breakers, LearnedAbilities abilities) {
        this.inFlight = inFlight;
        this.speeds = speeds;
        this.breakers = breakers;
        this.abilities = abilities;
    }

    /**
     * A place to ask, and what asking there would come to.
     *
     * @param openSeconds for how long its circuit is open; 0 when it is not
     * @param speed as learned, otherwise as assumed
     * @param learned what answers have shown of it
     * @param promptTokens as the model counts them
     * @param queueMillis until the calls before it are done
     * @param waitMillis until the first token: the calls before it, loading the model, and reading the prompt
     * @param answerMillis until the end of the answer
     * @param outputTokens that the answer will have
     */
    public record Choice(
            Place place,
            ModelState state,
            long openSeconds,
            Speed speed,
            Speed learned,
            int promptTokens,
            double queueMillis,
            double waitMillis,
            double answerMillis,
            double outputTokens) {

        /** Whether an answer has shown how fast it writes. */
        boolean isMeasured() {
            return learned.writeMillisPerToken() >= 0;
        }

        boolean isCircuitOpen() {
            return openSeconds > 0;
        }

        boolean isHealthy() {
            return state.available() && !isCircuitOpen();
        }
    }

    /**
     * A model's places, the one to ask first at the front: healthy ones before others, then the one that will answer
     * first. Calls that run there already count, so equal hosts take turns.
     */
    public List<Choice> choices(Provider provider, ModelName model, Work work) {
        List<Choice> choices = new ArrayList<>(2);
        Work own = counted(model, work);
        for (Place place : provider.places(model)) {
            choices.add(choice(provider, place, own));
        }
        if (choices.size() > 1) {
            choices.sort(Comparator.comparing(Choice::isHealthy)
                    .thenComparing(choice -> choice.state().available())
                    .reversed()
                    .thenComparingDouble(Choice::waitMillis));
        }
        return choices;
    }

    /** A model's places in the same order. */
    public List<Place> places(Provider provider, ModelName model, Work work) {
        return choices(provider, model, work).stream().map(Choice::place).toList();
    }

    /** The open circuit of a place in words for users; null when it is not open. */
    @Nullable String whyOpen(Place place) {
        return breakers.whyOpen(place);
    }

    private Choice choice(Provider provider, Place place, Work work) {
        ModelState state = abilities.corrected(place, provider.state(place));
        Speed learned = speeds.of(place);
        boolean elsewhere = isElsewhere(provider, state);
        Speed known = learned.or(assumed.of(state, elsewhere));
        ServiceTime service = service(provider, place, work, learned, known, elsewhere);
        double queue = elsewhere ? 0 : inFlight.waitMillis(place.baseUrl());
        double wait = queue + service.beginMillis();
        return new Choice(
                place,
                state,
                breakers.openSeconds(place),
                known,
                learned,
                work.promptTokens(),
                queue,
                wait,
                wait + service.writeMillis(),
                outputTokens(known, work));
    }

    /** The work with its prompt as a model was seen to count such texts. */
    public Work counted(ModelName model, Work work) {
        return speeds.counted(model, work);
    }

    /** What a call will take of its host, without the calls before it; null where the host is not ours. */
    public @Nullable ServiceTime service(Target target, Work work) {
        ModelState state = target.provider().state(target.place());
        if (isElsewhere(target.provider(), state)) {
            return null;
        }
        Speed learned = speeds.of(target.place());
        Speed known = learned.or(assumed.of(state, false));
        return service(target.provider(), target.place(), work, learned, known, false);
    }

    /** What a host is to do before the first token of a call that is sent now. */
    public Reading reading(Target target, Work work) {
        int tokens = work.promptTokens() - GREETING_TOKENS;
        ModelState state = target.provider().state(target.place());
        if (isElsewhere(target.provider(), state)) {
            return tokens <= 0 ? Reading.NONE : new Reading(0, 0, tokens * CLOUD_READ_MILLIS_PER_TOKEN, false, 0);
        }
        double queue = inFlight.waitOnceSentMillis(target.place().baseUrl());
        if (tokens <= 0) {
            return queue == 0 ? Reading.NONE : new Reading(queue, 0, 0, false, 0);
        }
        // What the model still knows of a conversation may be gone by then.
        Speed learned = speeds.of(target.place());
        double perToken = learned.or(assumed.of(state, false)).readMillisPerToken();
        int longPrompt = work.promptTokens() > LONG_PROMPT_TOKENS ? work.promptTokens() : 0;
        return new Reading(queue, longPrompt, tokens * perToken, learned.readMillisPerToken() >= 0, learned.silences());
    }

    /** The request with these facts was decided, or cannot be. */
    public void decided(Facts facts) {
        if (!facts.hosts().local().isEmpty() && PolicyName.in(facts.request().model()) != null) {
            inFlight.decided(facts.hosts().local().get(0).baseUrl());
        }
    }

    /** @param known what was learned, completed by what is assumed */
    private static ServiceTime service(
            Provider provider, Place place, Work work, Speed learned, Speed known, boolean elsewhere) {
        double read = firstTokenMillis(learned, known, elsewhere, work);
        double load = provider instanceof Loading loading && loading.mustLoad(place, work) ? known.loadMillis() : 0;
        return new ServiceTime(load + read, read, known.writeMillisPerToken() * outputTokens(known, work));
    }

    private static boolean isElsewhere(Provider provider, ModelState state) {
        return provider.side() == Side.CLOUD || state.remote();
    }

    private static double outputTokens(Speed known, Work work) {
        double tokens = known.answerTokens();
        return work.maxOutputTokens() > 0 ? Math.min(work.maxOutputTokens(), tokens) : tokens;
    }

    private static double firstTokenMillis(Speed learned, Speed known, boolean elsewhere, Work work) {
        double cached = work.followUp() && learned.cachedShare() > 0 ? learned.cachedShare() : 0;
        double newTokens = work.promptTokens() * (1 - cached);
        if (learned.readMillisPerToken() >= 0) {
            return newTokens * learned.readMillisPerToken();
        } else if (elsewhere) {
            return known.firstTokenMillis();
        } else if (learned.firstTokenMillis() < 0) {
            return newTokens * known.readMillisPerToken();
        }
        // It was learned from short prompts only.
        return learned.firstTokenMillis() + Math.max(0, newTokens - LONG_PROMPT_TOKENS) * known.readMillisPerToken();
    }
}

package io.oblix.ask.forecast;

import io.oblix.ask.attempt.Reading;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.ask.limit.ServiceTime;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider;
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
 * Forecasts when a model would answer, from what was learned of it, and so chooses the host to ask. Until something was
 * learned these are assumed: a cloud model starts after one second and writes sixty tokens a second; a local one writes
 * as fast as the machine can read the whole model once per token (30 GB/s from main memory, 300 GB/s from a graphics
 * card's), reads eight (on a card thirty) times as fast, and loads from disk at 500 MB/s; an answer has three hundred
 * tokens.
 */
public final class Expectations {

    private static final double CLOUD_FIRST_TOKEN_MILLIS = 1_000;
    private static final double CLOUD_WRITE_MILLIS_PER_TOKEN = 1_000 / 60.0;
    private static final double CLOUD_READ_MILLIS_PER_TOKEN = 0.2;

    /** The timeouts allow for a prompt of this length. */
    private static final int GREETING_TOKENS = 32;

    /** A host that is silent on a shorter prompt does not read. */
    private static final int LONG_PROMPT_TOKENS = 256;

    private static final double MAIN_MEMORY_BYTES_PER_MILLI = 30e6;
    private static final double GRAPHICS_MEMORY_BYTES_PER_MILLI = 300e6;
    private static final double FASTEST_WRITE_MILLIS_PER_TOKEN = 5;
    private static final double READS_FASTER_BY = 8;
    private static final double READS_FASTER_ON_GPU_BY = 30;
    private static final double LOAD_MILLIS = 1_000;
    private static final double DISK_BYTES_PER_MILLI = 500e3;
    private static final double UNKNOWN_SIZE_BYTES = 4e9;
    private static final double ANSWER_TOKENS = 300;

    private final InFlightCalls inFlight;
    private final Speeds speeds;
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
            int promptTokens,
            double queueMillis,
            double waitMillis,
            double answerMillis,
            double outputTokens) {

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

    private Choice choice(Provider provider, Place place, Work work) {
        ModelState state = abilities.corrected(place, provider.state(place));
        Speed speed = speeds.of(place);
        boolean cloud = isElsewhere(provider, state);
        ServiceTime service = service(provider, place, work, state, speed);
        double queue = cloud ? 0 : inFlight.waitMillis(place.baseUrl());
        double wait = queue + service.beginMillis();
        return new Choice(
                place,
                state,
                breakers.openSeconds(place),
                speed,
                work.promptTokens(),
                queue,
                wait,
                wait + service.writeMillis(),
                outputTokens(speed, work));
    }

    /** The work with its prompt as a model was seen to count such texts. */
    public Work counted(ModelName model, Work work) {
        return speeds.counted(model, work);
    }

    /** What a call will take of its host, without the calls before it; null where the host is not ours. */
    public @Nullable ServiceTime service(Target target, Work work) {
        ModelState state = target.provider().state(target.place());
        return isElsewhere(target.provider(), state)
                ? null
                : service(target.provider(), target.place(), work, state, speeds.of(target.place()));
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
        Speed speed = speeds.of(target.place());
        double learned = speed.readMillisPerToken();
        double perToken = learned >= 0 ? learned : assumedRead(state);
        int longPrompt = work.promptTokens() > LONG_PROMPT_TOKENS ? work.promptTokens() : 0;
        return new Reading(queue, longPrompt, tokens * perToken, learned >= 0, speed.silences());
    }

    /** The request with these facts was decided. */
    public void decided(Facts facts) {
        if (!facts.hosts().local().isEmpty()
                && Decider.isByPolicy(facts.request().model())) {
            inFlight.decided(facts.hosts().local().get(0).baseUrl());
        }
    }

    private static ServiceTime service(Provider provider, Place place, Work work, ModelState state, Speed speed) {
        boolean cloud = isElsewhere(provider, state);
        double write = speed.writeMillisPerToken() >= 0 ? speed.writeMillisPerToken() : assumedWrite(state, cloud);
        double read = firstTokenMillis(state, speed, cloud, work);
        double load =
                provider instanceof Loading loading && loading.mustLoad(place, work) ? loadMillis(state, speed) : 0;
        return new ServiceTime(load + read, read, write * outputTokens(speed, work));
    }

    private static boolean isElsewhere(Provider provider, ModelState state) {
        return provider.side() == Side.CLOUD || state.remote();
    }

    private static double outputTokens(Speed speed, Work work) {
        double tokens = speed.answerTokens() >= 0 ? speed.answerTokens() : ANSWER_TOKENS;
        return work.maxOutputTokens() > 0 ? Math.min(work.maxOutputTokens(), tokens) : tokens;
    }

    private static double firstTokenMillis(ModelState state, Speed speed, boolean cloud, Work work) {
        double known = work.followUp() && speed.cachedShare() > 0 ? speed.cachedShare() : 0;
        double newTokens = work.promptTokens() * (1 - known);
        if (speed.readMillisPerToken() >= 0) {
            return newTokens * speed.readMillisPerToken();
        } else if (speed.firstTokenMillis() >= 0) {
            return speed.firstTokenMillis();
        } else if (cloud) {
            return CLOUD_FIRST_TOKEN_MILLIS;
        }
        return newTokens * assumedRead(state);
    }

    private static double assumedRead(ModelState state) {
        return assumedWrite(state, false) / (state.onGpu() ? READS_FASTER_ON_GPU_BY : READS_FASTER_BY);
    }

    private static double assumedWrite(ModelState state, boolean cloud) {
        if (cloud) {
            return CLOUD_WRITE_MILLIS_PER_TOKEN;
        }
        double perMilli = state.onGpu() ? GRAPHICS_MEMORY_BYTES_PER_MILLI : MAIN_MEMORY_BYTES_PER_MILLI;
        return Math.max(FASTEST_WRITE_MILLIS_PER_TOKEN, sizeBytes(state) / perMilli);
    }

    private static double loadMillis(ModelState state, Speed speed) {
        return speed.loadMillis() >= 0 ? speed.loadMillis() : LOAD_MILLIS + sizeBytes(state) / DISK_BYTES_PER_MILLI;
    }

    private static double sizeBytes(ModelState state) {
        return state.sizeBytes() > 0 ? state.sizeBytes() : UNKNOWN_SIZE_BYTES;
    }
}

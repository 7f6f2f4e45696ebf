package io.oblix.ask.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import io.oblix.settings.BreakerSettings;
import io.oblix.settings.Timeouts;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Resilience4j breaker for each place. The registry is used and not Camel's circuit breaker step, because one step is
 * one breaker, and because an answer that breaks off long after the step has ended counts too.
 *
 * <p>A call is slow when its first token took more than four fifths of the time that it may take: at that point the next
 * one may well fail. As many slow calls as failures open a breaker. How long an answer is says nothing.
 */
public final class Breakers {

    private static final int MAX_PLACES = 200;

    private final BreakerSettings settings;
    private final Map<Side, Timeouts> timeouts;
    private final LongSupplier nanoTime;
    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
    private final RecentPlaces<Circuit> circuits =
            new RecentPlaces<>(MAX_PLACES, (place, circuit) -> registry.remove(place.toString()));

    /** @param timeouts of each side */
    public Breakers(BreakerSettings settings, Map<Side, Timeouts> timeouts) {
        this(settings, timeouts, System::nanoTime);
    }

    Breakers(BreakerSettings settings, Map<Side, Timeouts> timeouts, LongSupplier nanoTime) {
        this.settings = settings;
        this.timeouts = Map.copyOf(timeouts);
        this.nanoTime = nanoTime;
    }

    /**
     * Checks that a call may be made now, without taking a permit.
     *
     * @param alone whether the request has no other target
     * @throws UpstreamProblem when the circuit is open, or half open with another call as its trial
     */
    public void check(Target target, boolean alone) {
        Circuit circuit = circuit(target);
        if (!circuit.isClosed()) {
            permit(circuit, target, alone).unused();
        }
    }

    /**
     * A permit to make one call; its holder owes it the call's outcome.
     *
     * @param alone whether the request has no other target
     * @throws UpstreamProblem when the circuit is open, or half open with another call as its trial
     */
    public BreakerPermit permit(Target target, boolean alone) {
        return permit(circuit(target), target, alone);
    }

    private static BreakerPermit permit(Circuit circuit, Target target, boolean alone) {
        BreakerPermit permit = circuit.permit(alone);
        if (permit == null) {
            throw circuit.refusal(target.name());
        }
        return permit;
    }

    Circuit circuit(Target target) {
        Circuit known = circuits.get(target.place());
        return known != null
                ? known
                : circuits.computeIfAbsent(
                        target.place(),
                        place -> new Circuit(
                                place,
                                Objects.requireNonNull(timeouts.get(target.side()))
                                        .firstToken(),
                                settings,
                                registry,
                                nanoTime));
    }

    CircuitBreaker of(Target target) {
        return circuit(target).breaker();
    }

    /** For how many more seconds calls to a place are rejected; 0 when they are not. */
    public long openSeconds(Place place) {
        Circuit circuit = circuits.get(place);
        return circuit == null ? 0 : circuit.openSeconds();
    }

    /** The open circuit of a place in words for users, with the last reason; null when it is not open. */
    public @Nullable String whyOpen(Place place) {
        Circuit circuit = circuits.get(place);
        long seconds = circuit == null ? 0 : circuit.openSeconds();
        return circuit == null || seconds == 0 ? null : circuit.words(seconds);
    }

    static String openFor(long seconds) {
        return "circuit open after repeated failures; retrying in " + seconds + " s";
    }

    /** The state of each breaker that there is, by its name: {@code closed}, {@code open}, {@code half_open}. */
    public Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        registry.getAllCircuitBreakers()
                .forEach(breaker ->
                        states.put(breaker.getName(), breaker.getState().name().toLowerCase(Locale.ROOT)));
        return states;
    }

    /** For the metrics. */
    public CircuitBreakerRegistry registry() {
        return registry;
    }
}

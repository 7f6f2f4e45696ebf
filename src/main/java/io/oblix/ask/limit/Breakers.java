package io.oblix.ask.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Target;
import io.oblix.settings.BreakerSettings;
import io.oblix.settings.Timeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Resilience4j breaker for each place. The registry is used and not Camel's circuit breaker step, because one step is
 * one breaker, and because an answer that breaks off long after the step has ended counts too.
 *
 * <p>A call is slow when its first token took more than four fifths of the time that it may take: at that point the next
 * one may well fail. As many slow calls as failures open a breaker. How long an answer is says nothing.
 */
public final class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    /** Clients name models freely; the place that is asked least gives up its breaker first. */
    private static final int MAX_PLACES = 200;

    /** A breaker, and until when it is open. */
    private final class Circuit {

        private final CircuitBreaker breaker;
        private volatile long openUntilNanos;

        Circuit(Target target) {
            this.breaker = registry.circuitBreaker(
                    target.place().toString(), config(target).build());
        }

        private CircuitBreakerConfig.Builder config(Target target) {
            Timeouts of = Objects.requireNonNull(timeouts.get(target.side()));
            float ratePercent = (float) settings.failureRatePercent();
            IntervalFunction wait =
                    IntervalFunction.ofExponentialBackoff(openDuration(), 2.0, settings.maxOpenDuration());
            return CircuitBreakerConfig.custom()
                    .failureRateThreshold(ratePercent)
                    .slowCallRateThreshold(ratePercent)
                    .slowCallDurationThreshold(of.firstToken().multipliedBy(4).dividedBy(5))
                    .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                    .slidingWindowSize(settings.windowCalls())
                    .minimumNumberOfCalls(Math.min(5, settings.windowCalls()))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    // Otherwise a policy that avoids an open one would keep it open for ever.
                    .automaticTransitionFromOpenToHalfOpenEnabled(true)
                    .waitIntervalFunctionInOpenState(times -> opened(target.place(), wait.apply(times)));
        }

        /** Resilience4j asks for the wait when the breaker opens, and tells it to no one later. */
        private Long opened(Place place, Long waitMillis) {
            openUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
            LOG.warn("{}: {}", place, openFor(TimeUnit.MILLISECONDS.toSeconds(waitMillis)));
            return waitMillis;
        }

        /** At least 1; while one call probes a half-open breaker, its outcome is due any moment. */
        long openSeconds() {
            long nanos = openUntilNanos - System.nanoTime();
            return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
        }
    }

    private final BreakerSettings settings;
    private final Map<Side, Timeouts> timeouts;
    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
    private final Cache<Place, Circuit> circuits = Caffeine.newBuilder()
            .maximumSize(MAX_PLACES)
            .executor(Runnable::run)
            .<Place, Circuit>evictionListener((place, circuit, cause) -> registry.remove(String.valueOf(place)))
            .build();

    /** @param timeouts of each side */
    public Breakers(BreakerSettings settings, Map<Side, Timeouts> timeouts) {
        this.settings = settings;
        this.timeouts = Map.copyOf(timeouts);
    }

    /**
     * A permit to make one call; its holder owes it the call's outcome.
     *
     * @throws UpstreamProblem when the circuit is open, or half open with another call as its probe
     */
    public BreakerPermit permit(Target target) {
        Circuit circuit = circuit(target);
        BreakerPermit permit = BreakerPermit.of(circuit.breaker);
        if (permit == null) {
            long seconds = circuit.openSeconds();
            throw new UpstreamProblem(
                    Kind.BREAKER_OPEN, target.name(), openFor(seconds), null, Duration.ofSeconds(seconds));
        }
        return permit;
    }

    private Circuit circuit(Target target) {
        Circuit known = circuits.getIfPresent(target.place());
        return known != null ? known : circuits.get(target.place(), place -> new Circuit(target));
    }

    CircuitBreaker of(Target target) {
        return circuit(target).breaker;
    }

    /** For how many more seconds calls to a place are rejected; 0 when they are not. */
    public long openSeconds(Place place) {
        Circuit circuit = circuits.getIfPresent(place);
        return circuit == null || circuit.breaker.getState() != CircuitBreaker.State.OPEN ? 0 : circuit.openSeconds();
    }

    /** An open circuit in words for users. */
    public static String openFor(long seconds) {
        return "circuit open after repeated failures; retrying in " + seconds + " s";
    }

    /** How long a circuit is open at first. */
    Duration openDuration() {
        return settings.openDuration().compareTo(settings.maxOpenDuration()) < 0
                ? settings.openDuration()
                : settings.maxOpenDuration();
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

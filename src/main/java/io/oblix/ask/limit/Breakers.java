package io.oblix.ask.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.provider.Target;
import io.oblix.settings.BreakerSettings;
import io.oblix.settings.Timeouts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Resilience4j breaker for each model at each address. The registry is used and not Camel's circuit breaker step,
 * because one step is one breaker, and because an answer that breaks off long after the step has ended counts too.
 *
 * <p>A call is slow when its first token took more than four fifths of the time that it may take: at that point the next
 * one may well fail. As many slow calls as failures open a breaker. How long an answer is says nothing.
 */
public final class Breakers {

    /**
     * Callers name models freely, so breakers could be made without end: beyond these, the models of an address share
     * one.
     */
    private static final int MAX_OWN = 100;

    private final BreakerSettings settings;
    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
    private final Map<Side, CircuitBreakerConfig> configs = new EnumMap<>(Side.class);
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** @param timeouts of each side */
    public Breakers(BreakerSettings settings, Map<Side, Timeouts> timeouts) {
        this.settings = settings;
        timeouts.forEach((side, of) -> configs.put(side, config(of.firstToken())));
    }

    private CircuitBreakerConfig config(Duration firstToken) {
        float ratePercent = (float) settings.failureRatePercent();
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(ratePercent)
                .slowCallRateThreshold(ratePercent)
                .slowCallDurationThreshold(firstToken.multipliedBy(4).dividedBy(5))
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.windowCalls())
                .minimumNumberOfCalls(Math.min(5, settings.windowCalls()))
                .permittedNumberOfCallsInHalfOpenState(1)
                // Otherwise a policy that avoids an open one would keep it open for ever.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .waitIntervalFunctionInOpenState(
                        IntervalFunction.ofExponentialBackoff(openDuration(), 2.0, settings.maxOpenDuration()))
                .build();
    }

    public CircuitBreaker of(Target target) {
        CircuitBreakerConfig config = configs.get(target.side());
        if (config == null) {
            throw new IllegalStateException("no timeouts for " + target.side());
        }
        return registry.circuitBreaker(key(target.place()), config);
    }

    /** Whether calls are refused at present. */
    public boolean isOpen(Place place) {
        return registry.find(key(place))
                .map(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
                .orElse(false);
    }

    private String key(Place place) {
        String key = place.toString();
        if (own.contains(key) || (own.size() < MAX_OWN && own.add(key))) {
            return key;
        }
        return "other models at " + place.baseUrl();
    }

    /** How long a model is left alone at first: when another try may help. */
    public Duration openDuration() {
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

package io.oblix.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Resilience4j breaker for each model at each address. The registry is used and not Camel's circuit breaker step,
 * because one step is one breaker, and because an answer that breaks off long after the step has ended counts too.
 */
public final class Breakers {

    /**
     * Callers name models freely, so breakers could be made without end: beyond these, the models of an address share
     * one.
     */
    private static final int MAX_OWN = 100;

    private final Duration openDuration;
    private final CircuitBreakerRegistry registry;
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    public Breakers(BreakerSettings settings) {
        this.openDuration = settings.openDuration();
        this.registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .failureRateThreshold((float) settings.failureRatePercent())
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.windowCalls())
                .minimumNumberOfCalls(Math.min(5, settings.windowCalls()))
                .permittedNumberOfCallsInHalfOpenState(1)
                // Otherwise a policy that avoids an open one would keep it open for ever.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .waitIntervalFunctionInOpenState(
                        IntervalFunction.ofExponentialBackoff(settings.openDuration(), 2.0, settings.maxOpenDuration()))
                .build());
    }

    CircuitBreaker of(Target target) {
        return registry.circuitBreaker(key(target.name(), target.baseUrl()));
    }

    /** Whether calls are refused at present. */
    boolean isOpen(String model, String baseUrl) {
        return registry.find(key(model, baseUrl))
                .map(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
                .orElse(false);
    }

    private String key(String model, String baseUrl) {
        String key = model + " at " + baseUrl;
        if (own.contains(key) || (own.size() < MAX_OWN && own.add(key))) {
            return key;
        }
        return "other models at " + baseUrl;
    }

    /** How long a model is left alone at first: when another try may help. */
    Duration openDuration() {
        return openDuration;
    }

    /** For the metrics. */
    public CircuitBreakerRegistry registry() {
        return registry;
    }
}

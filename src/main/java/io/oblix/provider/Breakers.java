package io.oblix.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
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
    private static final int MAX_OWN = 500;

    private final CircuitBreakerRegistry registry;
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    public Breakers(BreakerSettings settings) {
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
        return of(target.name(), target.baseUrl());
    }

    CircuitBreaker of(String model, String baseUrl) {
        String key = model + " at " + baseUrl;
        if (own.size() < MAX_OWN) {
            own.add(key);
        } else if (!own.contains(key)) {
            key = "other models at " + baseUrl;
        }
        return registry.circuitBreaker(key);
    }

    /** Whether calls are refused at present. */
    boolean isOpen(String model, String baseUrl) {
        return registry.find(model + " at " + baseUrl)
                .map(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
                .orElse(false);
    }

    /** For the metrics. */
    public CircuitBreakerRegistry registry() {
        return registry;
    }
}

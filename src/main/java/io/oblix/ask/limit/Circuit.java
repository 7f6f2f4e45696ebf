package io.oblix.ask.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import io.github.resilience4j.core.IntervalFunction;
import io.oblix.chat.Place;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Answered;
import io.oblix.settings.BreakerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The breaker of one place, what opened it, and when the place is tried next. Trials are calls of clients: one after the
 * open duration, a further one while the last does not end, since a trial that began shortly before a provider's return
 * may hang until its timeout. A request that has no other target is let through sooner; it has nothing to lose.
 */
final class Circuit {

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    /** After a trial that has not ended, the next one. */
    static final long NEXT_TRIAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** After a failure, a trial by a request without another target. */
    static final long LONE_TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Refusal(long seconds, UpstreamProblem problem) {}

    private final Place place;
    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final long slowNanos;
    private final CircuitBreaker breaker;
    private final AtomicLong triedAtNanos = new AtomicLong();
    private final AtomicInteger openings = new AtomicInteger();
    private volatile long openUntilNanos;
    private volatile long notBeforeNanos;
    private volatile @Nullable UpstreamProblem lastFailure;
    private volatile @Nullable Refusal lastRefusal;

    /** @param firstToken how long a call to the place may wait for its first token */
    Circuit(
            Place place,
            Duration firstToken,
            BreakerSettings settings,
            CircuitBreakerRegistry registry,
            LongSupplier nanoTime) {
        this.place = place;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.openUntilNanos = nanoTime.getAsLong();
        this.notBeforeNanos = openUntilNanos;
        Duration slow = firstToken.multipliedBy(4).dividedBy(5);
        this.slowNanos = slow.toNanos();
        this.breaker = registry.circuitBreaker(place.toString(), config(slow));
    }

    private CircuitBreakerConfig config(Duration slow) {
        float ratePercent = (float) settings.failureRatePercent();
        IntervalFunction wait =
                IntervalFunction.ofExponentialBackoff(settings.openDuration(), 2.0, settings.longestOpenDuration());
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(ratePercent)
                .slowCallRateThreshold(ratePercent)
                .slowCallDurationThreshold(slow)
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.windowCalls())
                .minimumNumberOfCalls(Math.min(5, settings.windowCalls()))
                .permittedNumberOfCallsInHalfOpenState(1)
                // Otherwise a policy that avoids an open one would keep it open for ever.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .waitIntervalFunctionInOpenState(times -> opened(wait.apply(times)))
                .build();
    }

    /** Resilience4j asks for the wait when the breaker opens, and tells it to no one later. */
    private Long opened(long usualMillis) {
        long now = nanoTime.getAsLong();
        UpstreamProblem last = lastFailure;
        Duration asked = last == null ? null : last.retryAfter();
        long millis = asked == null ? usualMillis : bounded(asked.toMillis(), usualMillis);
        openings.incrementAndGet();
        triedAtNanos.set(now);
        openUntilNanos = now + TimeUnit.MILLISECONDS.toNanos(millis);
        notBeforeNanos = asked == null ? now : now + TimeUnit.MILLISECONDS.toNanos(asked.toMillis());
        LOG.warn("{}: {}", place, words(TimeUnit.MILLISECONDS.toSeconds(millis), last));
        return millis;
    }

    /** A provider's own wait counts, but the place is tried at least as often as any that fails for long. */
    private long bounded(long askedMillis, long usualMillis) {
        long shortest = Math.min(usualMillis, 1_000);
        return Math.max(
                shortest, Math.min(askedMillis, settings.longestOpenDuration().toMillis()));
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** How often it has opened; a call that began before the last time says nothing of the place any more. */
    int openings() {
        return openings.get();
    }

    boolean isClosed() {
        return breaker.getState() == State.CLOSED;
    }

    boolean isHalfOpen() {
        return breaker.getState() == State.HALF_OPEN;
    }

    /** A call failed, by the provider's fault. */
    void failed(long nanos, UpstreamProblem problem) {
        // Without the answer's body, which may be large.
        lastFailure = problem.with(new Answered(problem.answered().status(), null, Map.of()));
        breaker.onError(nanos, TimeUnit.NANOSECONDS, problem);
    }

    /** A call was answered. Where that was slow it may open the circuit as well. */
    void succeeded(long nanos) {
        if (nanos > slowNanos) {
            lastFailure = null;
        }
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A permit for one call; null while none may be made.
     *
     * @param alone whether the request has no other target
     */
    @Nullable BreakerPermit permit(boolean alone) {
        return breaker.tryAcquirePermission() || isTrialDue(alone) ? new BreakerPermit(this) : null;
    }

    private boolean isTrialDue(boolean alone) {
        long tried = triedAtNanos.get();
        long now = nanoTime.getAsLong();
        if (isHalfOpen()) {
            return now - tried >= NEXT_TRIAL_NANOS && triedAtNanos.compareAndSet(tried, now);
        }
        boolean due = alone && now - tried >= LONE_TRIAL_NANOS && now - notBeforeNanos >= 0;
        if (!due || !triedAtNanos.compareAndSet(tried, now)) {
            return false;
        }
        try {
            breaker.transitionToHalfOpenState();
        } catch (IllegalStateTransitionException closedMeanwhile) {
            // Another call has found the place alive.
        }
        return breaker.tryAcquirePermission();
    }

    /** A trial begins. */
    void tried() {
        triedAtNanos.set(nanoTime.getAsLong());
    }

    /** For how many more seconds calls are rejected; 0 when they are not. */
    long openSeconds() {
        return breaker.getState() == State.OPEN ? secondsLeft(openUntilNanos) : 0;
    }

    /** At least 1; while a trial runs its outcome is due any moment. */
    private long secondsLeft(long untilNanos) {
        long nanos = untilNanos - nanoTime.getAsLong();
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** What a client gets while no call may be made; made once a second, as there may be many. */
    UpstreamProblem refusal(String target) {
        long seconds = secondsLeft(openUntilNanos);
        UpstreamProblem last = lastFailure;
        Refusal made = lastRefusal;
        if (made == null || made.seconds != seconds) {
            Duration wait = Duration.ofSeconds(Math.max(seconds, secondsLeft(notBeforeNanos)));
            made = new Refusal(seconds, UpstreamProblem.circuitOpen(target, words(seconds, last), last, wait));
            lastRefusal = made;
        }
        return made.problem;
    }

    String words(long seconds) {
        return words(seconds, lastFailure);
    }

    /** An open circuit in words for users, without any of the provider's: they may quote another client's prompt. */
    private static String words(long seconds, @Nullable UpstreamProblem last) {
        return Breakers.openFor(seconds) + " (last failure: "
                + (last == null ? "its first token came too late" : last.reason()) + ")";
    }
}

package io.oblix.ask.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.settings.BreakerSettings;
import io.oblix.settings.CallLimit;
import io.oblix.settings.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What opens a breaker, for how long, and who may try while it is half open. */
class BreakersTest {

    private static final String URL = "http://localhost:1";
    private final UpstreamProblem failed = new UpstreamProblem(Kind.FAILED, "ollama:m", "HTTP 500");

    private static Breakers breakers(Duration open, Duration maxOpen) {
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10));
        return new Breakers(
                new BreakerSettings(50, 4, open, maxOpen), Map.of(Side.LOCAL, timeouts, Side.CLOUD, timeouts));
    }

    private static CircuitBreaker breaker() {
        return breaker(breakers(Duration.ofSeconds(5), Duration.ofSeconds(20)));
    }

    private static CircuitBreaker breaker(Breakers breakers) {
        Provider ollama = new OllamaProvider(new OllamaSettings(List.of(URL), null, 4096, CallLimit.NONE));
        return breakers.of(new Target(ollama, new Place(new ModelName("ollama", "m"), URL)));
    }

    private static BreakerPermit permit(CircuitBreaker breaker) {
        BreakerPermit permit = BreakerPermit.of(breaker);
        assertThat(permit).isNotNull();
        return permit;
    }

    @Test
    void callsWhoseFirstTokenTakesNearlyAllTheTimeOpenIt() {
        CircuitBreaker breaker = breaker();
        for (int i = 0; i < 2; i++) {
            permit(breaker).succeeded(Duration.ofSeconds(1).toNanos());
            permit(breaker).succeeded(Duration.ofSeconds(49).toNanos());
        }

        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void callsThatTakeLessDoNot() {
        CircuitBreaker breaker = breaker();
        for (int i = 0; i < 8; i++) {
            permit(breaker).succeeded(Duration.ofSeconds(47).toNanos());
        }

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void itIsOpenForFiveSecondsAtFirstAndNeverForMoreThanTwenty() {
        var wait = breaker().getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState();

        assertThat(List.of(wait.apply(1), wait.apply(2), wait.apply(3), wait.apply(4), wait.apply(50)))
                .containsExactly(5_000L, 10_000L, 20_000L, 20_000L, 20_000L);
        Breakers most = breakers(Duration.ofSeconds(30), Duration.ofSeconds(20));
        assertThat(most.openDuration()).isEqualTo(Duration.ofSeconds(20));
        assertThat(breaker(most)
                        .getCircuitBreakerConfig()
                        .getWaitIntervalFunctionInOpenState()
                        .apply(1))
                .isEqualTo(20_000L);
    }

    @Test
    void oneProbeAtATimeWhateverBecameOfOlderCalls() {
        CircuitBreaker breaker = breaker();
        BreakerPermit old = permit(breaker);
        BreakerPermit older = permit(breaker);
        breaker.transitionToOpenState();
        assertThat(BreakerPermit.of(breaker)).isNull();
        breaker.transitionToHalfOpenState();

        BreakerPermit probe = permit(breaker);
        assertThat(BreakerPermit.of(breaker)).isNull();
        // Its caller left, it failed: old news, which neither frees the probe's place nor decides for it.
        old.unused();
        older.failed(1, failed);
        assertThat(BreakerPermit.of(breaker)).isNull();
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);

        probe.begun(1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeWhoseCallerLeavesMakesRoomForTheNext() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();

        permit(breaker).unused();
        permit(breaker).failed(1, failed);

        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void anAnswerThatBreaksOffCountsAlsoWhereItsBeginningWasASuccess() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        BreakerPermit probe = permit(breaker);
        probe.begun(1);
        probe.failed(1, failed);
        probe.unused();

        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    }

    @Test
    void aProbeThatHasToldItsBeginningDoesNotDecideForTheNextOne() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        BreakerPermit probe = permit(breaker);
        probe.begun(1);
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();

        probe.failed(1, failed);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        permit(breaker).succeeded(1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void whoRefusesAProbeLives() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();

        permit(breaker).failed(1, new UpstreamProblem(Kind.REQUEST_REJECTED, "ollama:m", "HTTP 400"));
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }
}

package io.oblix.ask.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What opens a breaker, for how long, and which calls it permits while it is half open. */
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
        return breakers.of(target("m"));
    }

    private static BreakerPermit permit(CircuitBreaker breaker) {
        BreakerPermit permit = BreakerPermit.of(breaker);
        assertThat(permit).isNotNull();
        return permit;
    }

    @Test
    void anOpenCircuitIsReportedWithTheTimeLeft() {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        Target target = target("m");
        assertThat(breakers.openSeconds(target.place())).isZero();

        breakers.of(target).transitionToOpenState();

        assertThat(breakers.openSeconds(target.place())).isBetween(1L, 5L);
        assertThatThrownBy(() -> breakers.permit(target)).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.BREAKER_OPEN);
            assertThat(problem.text()).matches("ollama:m: circuit open after repeated failures; retrying in [1-5] s");
            assertThat(problem.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        });
    }

    @Test
    void aFloodOfNamesEvictsBreakersFromTheRegistryTooAndSparesTheOneInUse() {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        Target used = target("used");
        breakers.of(used).transitionToOpenState();
        for (int i = 0; i < 2_000; i++) {
            breakers.permit(target("m" + i)).unused();
            assertThat(breakers.openSeconds(used.place())).isPositive();
        }

        assertThat(breakers.states())
                .hasSizeLessThanOrEqualTo(200)
                .containsEntry(used.place().toString(), "open");
    }

    private static Target target(String model) {
        Provider ollama = new OllamaProvider(new OllamaSettings(List.of(URL), null, 4096, CallLimit.NONE));
        return new Target(ollama, new Place(new ModelName("ollama", model), URL));
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
    void oneProbeAtATimeWhateverTheOutcomeOfOlderCalls() {
        CircuitBreaker breaker = breaker();
        BreakerPermit old = permit(breaker);
        BreakerPermit older = permit(breaker);
        breaker.transitionToOpenState();
        assertThat(BreakerPermit.of(breaker)).isNull();
        breaker.transitionToHalfOpenState();

        BreakerPermit probe = permit(breaker);
        assertThat(BreakerPermit.of(breaker)).isNull();
        // A client that left and a failure, both from before: neither frees the probe's place nor decides for it.
        old.unused();
        older.failed(1, failed);
        assertThat(BreakerPermit.of(breaker)).isNull();
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);

        probe.begun(1);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeWhoseClientLeavesMakesRoomForTheNext() {
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
    void aProbeThatHasReportedDoesNotDecideForTheNextOne() {
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
    void aModelThatRejectsAProbeIsAlive() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();

        permit(breaker).failed(1, new UpstreamProblem(Kind.REQUEST_REJECTED, "ollama:m", "HTTP 400"));
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }
}

package io.oblix.ask.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opens a breaker, for how long, and which calls it permits while it is half open. */
class BreakersTest {

    private static final String URL = "http://localhost:1";
    private final AtomicLong now = new AtomicLong();
    private final UpstreamProblem failed = new UpstreamProblem(FailureKind.FAILED, "ollama:m", "HTTP 500");

    private Breakers breakers(Duration open, Duration maxOpen) {
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10));
        return new Breakers(
                new BreakerSettings(50, 4, open, maxOpen),
                Map.of(Side.LOCAL, timeouts, Side.CLOUD, timeouts),
                now::get);
    }

    private Circuit circuit() {
        return breakers(Duration.ofSeconds(5), Duration.ofSeconds(20)).circuit(target("m"));
    }

    private static BreakerPermit permit(Circuit circuit) {
        BreakerPermit permit = circuit.permit(false);
        assertThat(permit).isNotNull();
        return permit;
    }

    private static State state(Circuit circuit) {
        return circuit.breaker().getState();
    }

    private static void open(Circuit circuit) {
        circuit.breaker().transitionToOpenState();
    }

    private static void halfOpen(Circuit circuit) {
        open(circuit);
        circuit.breaker().transitionToHalfOpenState();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void anOpenCircuitIsReportedWithTheTimeLeft() {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        Target target = target("m");
        assertThat(breakers.openSeconds(target.place())).isZero();

        breakers.of(target).transitionToOpenState();

        assertThat(breakers.openSeconds(target.place())).isBetween(1L, 5L);
        assertThatThrownBy(() -> breakers.permit(target, false))
                .isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(FailureKind.BREAKER_OPEN);
                    assertThat(problem.text())
                            .startsWith("ollama:m: circuit open after repeated failures; retrying in 5 s");
                    assertThat(problem.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
                });
    }

    @Test
    void aFloodOfNamesEvictsBreakersFromTheRegistryTooAndSparesTheOneInUse() {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        Target used = target("used");
        breakers.of(used).transitionToOpenState();
        for (int i = 0; i < 2_000; i++) {
            breakers.permit(target("m" + i), false).unused();
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
        Circuit circuit = circuit();
        for (int i = 0; i < 2; i++) {
            permit(circuit).succeeded(Duration.ofSeconds(1).toNanos());
            permit(circuit).succeeded(Duration.ofSeconds(49).toNanos());
        }

        assertThat(state(circuit)).isEqualTo(State.OPEN);
    }

    @Test
    void callsThatTakeLessDoNot() {
        Circuit circuit = circuit();
        for (int i = 0; i < 8; i++) {
            permit(circuit).succeeded(Duration.ofSeconds(47).toNanos());
        }

        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    @Test
    void itIsOpenForFiveSecondsAtFirstAndNeverForMoreThanTwenty() {
        var wait = circuit().breaker().getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState();

        assertThat(List.of(wait.apply(1), wait.apply(2), wait.apply(3), wait.apply(4), wait.apply(50)))
                .containsExactly(5_000L, 10_000L, 20_000L, 20_000L, 20_000L);
    }

    @Test
    void theFirstOpenDurationHoldsWhereItIsLongerThanTheMaximum() {
        var wait = breakers(Duration.ofSeconds(30), Duration.ofSeconds(20))
                .circuit(target("m"))
                .breaker()
                .getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState();

        assertThat(List.of(wait.apply(1), wait.apply(3))).containsExactly(30_000L, 30_000L);
    }

    @Test
    void oneProbeAtATimeWhateverTheOutcomeOfOlderCalls() {
        Circuit circuit = circuit();
        BreakerPermit old = permit(circuit);
        BreakerPermit older = permit(circuit);
        open(circuit);
        assertThat(circuit.permit(false)).isNull();
        circuit.breaker().transitionToHalfOpenState();

        BreakerPermit probe = permit(circuit);
        assertThat(circuit.permit(false)).isNull();
        // A client that left and a failure, both from before: neither frees the probe's place nor decides for it.
        old.unused();
        older.failed(1, failed);
        assertThat(circuit.permit(false)).isNull();
        assertThat(state(circuit)).isEqualTo(State.HALF_OPEN);

        probe.begun(1);
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeWhoseClientLeavesMakesRoomForTheNext() {
        Circuit circuit = circuit();
        halfOpen(circuit);

        permit(circuit).unused();
        permit(circuit).failed(1, failed);

        assertThat(state(circuit)).isEqualTo(State.OPEN);
    }

    @Test
    void anAnswerThatBreaksOffCountsAlsoWhereItsBeginningWasASuccess() {
        Circuit circuit = circuit();
        halfOpen(circuit);
        BreakerPermit probe = permit(circuit);
        probe.begun(1);
        probe.failed(1, failed);
        probe.unused();

        assertThat(circuit.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    }

    @Test
    void aProbeThatHasReportedDoesNotDecideForTheNextOne() {
        Circuit circuit = circuit();
        halfOpen(circuit);
        BreakerPermit probe = permit(circuit);
        probe.begun(1);
        halfOpen(circuit);

        probe.failed(1, failed);
        assertThat(state(circuit)).isEqualTo(State.HALF_OPEN);
        permit(circuit).succeeded(1);
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    @Test
    void aModelThatRejectsAProbeIsAlive() {
        Circuit circuit = circuit();
        halfOpen(circuit);

        permit(circuit).failed(1, new UpstreamProblem(FailureKind.REQUEST_REJECTED, "ollama:m", "HTTP 400"));
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    private UpstreamProblem refusalAfter(UpstreamProblem... failures) {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        for (UpstreamProblem failure : failures) {
            breakers.permit(target("m"), false).failed(1, failure);
        }
        return catchThrowableOfType(UpstreamProblem.class, () -> breakers.check(target("m"), false));
    }

    private UpstreamProblem refusalAfter(FailureKind kind, int status, @Nullable Duration asked) {
        UpstreamProblem failure = new UpstreamProblem(kind, "ollama:m", "the prompt 'secret' is bad", null, asked)
                .with(new UpstreamProblem.Answered(status, null, Map.of()));
        return refusalAfter(failure, failure, failure, failure);
    }

    @Test
    void aCircuitOpenedByALimitAnswersTooManyRequestsWithTheProvidersWait() {
        UpstreamProblem refusal = refusalAfter(FailureKind.RATE_LIMITED, 429, Duration.ofSeconds(40));

        assertThat(refusal.kind()).isEqualTo(FailureKind.BREAKER_OPEN);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.type()).isEqualTo("rate_limit_error");
        assertThat(refusal.code()).isEqualTo("rate_limit_exceeded");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(40));
        assertThat(refusal.text()).contains("HTTP 429, rate limit exceeded", "retrying in 20 s");
    }

    @Test
    void aShortWaitOfTheProvidersEndsSooner() {
        assertThat(refusalAfter(FailureKind.RATE_LIMITED, 429, Duration.ofSeconds(2))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(refusalAfter(FailureKind.OVERLOADED, 503, Duration.ZERO).retryAfter())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anExhaustedQuotaIsAnsweredAsSuch() {
        UpstreamProblem refusal = refusalAfter(FailureKind.QUOTA_EXHAUSTED, 429, null);

        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.code()).isEqualTo("insufficient_quota");
        assertThat(refusal.text()).contains("its quota is used up");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, 500, 'HTTP 500, an error of its own'",
        "FAILED, 502, 'HTTP 502, an error of its own'",
        "OVERLOADED, 529, 'HTTP 529, overloaded'",
        "TIMED_OUT, 0, 'no answer in time'",
        "TIMED_OUT, 504, 'HTTP 504, no answer in time'",
        "UNREACHABLE, 0, 'it cannot be reached'",
        "CONNECTION_LOST, 0, 'the connection was lost'",
        "CUT_OFF, 0, 'the answer was cut off'",
        "BROKEN_ANSWER, 0, 'an answer that cannot be read'",
    })
    void aRefusalSaysTheLastReasonInWordsOfOursAndWhenItIsTriedNext(FailureKind kind, int status, String reason) {
        UpstreamProblem refusal = refusalAfter(kind, status, null);

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.text())
                .isEqualTo("ollama:m: circuit open after repeated failures; retrying in 5 s (last failure: " + reason
                        + ")");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void slowAnswersAreAReasonToo() {
        Circuit circuit = circuit();
        for (int i = 0; i < 4; i++) {
            permit(circuit).succeeded(Duration.ofSeconds(49).toNanos());
        }

        assertThat(circuit.refusal("ollama:m").text()).contains("its first token came too late");
    }

    @Test
    void theTimeInARefusalCountsDown() {
        Circuit circuit = circuit();
        open(circuit);
        assertThat(circuit.refusal("m").text()).contains("in 5 s");
        pass(Duration.ofMillis(1_500));
        assertThat(circuit.refusal("m").text()).contains("in 4 s");
        assertThat(circuit.refusal("m")).isSameAs(circuit.refusal("m"));
    }

    @Test
    void aRequestWithoutAnotherTargetIsTriedAfterASecond() {
        Circuit circuit = circuit();
        open(circuit);
        assertThat(circuit.permit(true)).isNull();

        pass(Duration.ofSeconds(1));
        assertThat(circuit.permit(false)).isNull();
        BreakerPermit trial = circuit.permit(true);
        assertThat(trial).isNotNull();
        assertThat(circuit.permit(true)).isNull();
        trial.failed(1, failed);
        assertThat(state(circuit)).isEqualTo(State.OPEN);
        assertThat(circuit.permit(true)).isNull();

        pass(Duration.ofSeconds(1));
        BreakerPermit next = circuit.permit(true);
        assertThat(next).isNotNull();
        next.begun(1);
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    @Test
    void evenSuchARequestWaitsAsLongAsTheProviderAsks() {
        Circuit circuit = circuit();
        UpstreamProblem limited =
                new UpstreamProblem(FailureKind.RATE_LIMITED, "ollama:m", "HTTP 429", null, Duration.ofSeconds(3));
        for (int i = 0; i < 4; i++) {
            permit(circuit).failed(1, limited);
        }

        pass(Duration.ofSeconds(2));
        assertThat(circuit.permit(true)).isNull();
        pass(Duration.ofSeconds(1));
        assertThat(circuit.permit(true)).isNotNull();
    }

    @Test
    void aTrialThatHangsDoesNotKeepTheNextOneBack() {
        Circuit circuit = circuit();
        halfOpen(circuit);
        BreakerPermit hanging = permit(circuit);
        assertThat(circuit.permit(false)).isNull();

        pass(Duration.ofSeconds(5));
        BreakerPermit next = permit(circuit);
        assertThat(circuit.permit(false)).isNull();
        next.begun(1);
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
        hanging.unused();
        assertThat(state(circuit)).isEqualTo(State.CLOSED);
    }

    @Test
    void callsFromBeforeTheOutageDoNotOpenACircuitThatHasClosedAgain() {
        Circuit circuit = circuit();
        List<BreakerPermit> old =
                Stream.generate(() -> permit(circuit)).limit(20).toList();
        halfOpen(circuit);
        permit(circuit).begun(1);
        assertThat(state(circuit)).isEqualTo(State.CLOSED);

        old.forEach(permit -> permit.failed(1, failed));

        assertThat(state(circuit)).isEqualTo(State.CLOSED);
        assertThat(circuit.breaker().getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void aNewModelIsWatchedHoweverOftenOthersAreAsked() {
        Breakers breakers = breakers(Duration.ofSeconds(5), Duration.ofSeconds(20));
        for (int i = 0; i < 2_000; i++) {
            breakers.permit(target("m" + i % 200), false).unused();
        }

        for (int i = 0; i < 4; i++) {
            breakers.permit(target("rare"), false).failed(1, failed);
        }

        assertThat(breakers.openSeconds(target("rare").place())).isPositive();
    }
}

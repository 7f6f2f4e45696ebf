package io.oblix.ask;

import static io.oblix.ask.Inquiries.CLOUD;
import static io.oblix.ask.Inquiries.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.RetrySettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the same target is asked again. */
class RetryTest {

    private static final RetrySettings THREE = new RetrySettings(3, Duration.ofMillis(1), Duration.ofMinutes(1));

    private int calls;

    private static UpstreamProblem problem(FailureKind kind, String message, @Nullable Duration retryAfter) {
        return new UpstreamProblem(kind, LOCAL.name(), message, null, retryAfter);
    }

    /** What the layer throws when its calls fail one after the other, the last one as often as it is asked. */
    private Throwable outcome(RetrySettings settings, Inquiry inquiry, UpstreamProblem... failures) {
        Retry retry = new Retry(settings, (same, target, question) -> {
            calls++;
            throw failures[Math.min(calls, failures.length) - 1];
        });
        return catchThrowable(() -> retry.ask(inquiry, LOCAL, inquiry.question()));
    }

    @Test
    void aFailureIsRetriedUpToTheLimit() {
        UpstreamProblem last = problem(FailureKind.FAILED, "third", null);

        Throwable thrown = outcome(
                THREE,
                Inquiries.chosen(LOCAL, CLOUD),
                problem(FailureKind.FAILED, "first", null),
                problem(FailureKind.FAILED, "second", null),
                last);

        assertThat(calls).isEqualTo(3);
        assertThat(thrown).isSameAs(last);
    }

    @Test
    void whatCannotHelpIsNotRetried() {
        for (FailureKind kind : List.of(
                FailureKind.REQUEST_REJECTED,
                FailureKind.TIMED_OUT,
                FailureKind.QUEUE_FULL,
                FailureKind.KEY_REJECTED)) {
            calls = 0;
            outcome(THREE, Inquiries.chosen(LOCAL, CLOUD), problem(kind, "no", null));
            assertThat(calls).as("%s", kind).isEqualTo(1);
        }
    }

    @Test
    void anOverloadedModelIsRetriedOnlyWhenThereIsNoOther() {
        outcome(THREE, Inquiries.chosen(LOCAL, CLOUD), problem(FailureKind.OVERLOADED, "busy", null));
        assertThat(calls).isEqualTo(1);

        calls = 0;
        outcome(THREE, Inquiries.chosen(LOCAL), problem(FailureKind.OVERLOADED, "busy", null));
        assertThat(calls).isEqualTo(3);
    }

    @Test
    void aWaitThatIsTooLongIsNotWaited() {
        outcome(
                THREE,
                Inquiries.chosen(LOCAL, CLOUD),
                problem(FailureKind.RATE_LIMITED, "later", Duration.ofSeconds(1)));

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void aPauseBeyondTheDeadlineIsNotWaited() {
        outcome(
                THREE,
                Inquiries.inquiry(Duration.ZERO, new Cancellation(), LOCAL, CLOUD),
                problem(FailureKind.FAILED, "no", null));

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void aCircuitThatOpensMeanwhileReportsWhatOpenedIt() {
        UpstreamProblem cause = problem(FailureKind.FAILED, "HTTP 500", null);

        Throwable thrown = outcome(
                THREE, Inquiries.chosen(LOCAL, CLOUD), cause, problem(FailureKind.BREAKER_OPEN, "circuit open", null));

        assertThat(calls).isEqualTo(2);
        assertThat(thrown).isSameAs(cause);
    }

    @Test
    void aClientThatLeavesEndsThePause() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        RetrySettings slow = new RetrySettings(3, Duration.ofSeconds(30), Duration.ofMinutes(1));

        Throwable thrown = outcome(
                slow,
                Inquiries.inquiry(Duration.ofMinutes(1), cancellation, LOCAL),
                problem(FailureKind.FAILED, "no", null));

        assertThat(calls).isEqualTo(1);
        assertThat(thrown).isInstanceOf(ClientDisconnected.class);
    }

    @Test
    void pausesGrowAndAreNeverShorterThanTheProviderAsks() {
        for (int i = 0; i < 100; i++) {
            assertThat(Retry.pauseMillis(null, 1)).isBetween(100L, 200L);
            assertThat(Retry.pauseMillis(null, 3)).isBetween(400L, 800L);
            assertThat(Retry.pauseMillis(Duration.ZERO, 1)).isBetween(100L, 200L);
            assertThat(Retry.pauseMillis(Duration.ofSeconds(2), 1)).isBetween(2_000L, 2_200L);
        }
    }
}

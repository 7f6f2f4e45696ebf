package io.oblix.ask;

import static io.oblix.ask.Inquiries.CLOUD;
import static io.oblix.ask.Inquiries.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.fixture.Await;
import io.oblix.fixture.Questions;
import io.oblix.policy.Decision;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Races that no model wins; the others are journeys. */
class RaceTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofSeconds(50);

    private final List<HedgeOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<Target> asked = new CopyOnWriteArrayList<>();
    private final Set<Target> isOpen = new HashSet<>();
    private final Cancellation client = new Cancellation();

    private final AttemptListener listener = new AttemptListener() {
        @Override
        public void hedged(ChatRequest request, Decision decision, HedgeOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void ended(AttemptRecord attempt) {}
    };

    private Hedging hedging = new Hedging(1);

    @AfterEach
    void close() {
        hedging.close();
    }

    private static UpstreamProblem problem(Target target, FailureKind kind) {
        return new UpstreamProblem(kind, target.name(), "as the test has it");
    }

    private Inquiry inquiry(@Nullable Duration hedgeAfter) {
        return new Inquiry(
                Questions.chosen(Inquiries.request(client)),
                Inquiries.BY_POLICY,
                List.of(LOCAL, CLOUD),
                System.nanoTime() + Duration.ofMinutes(1).toNanos(),
                hedgeAfter);
    }

    private Throwable outcome(Inquiry inquiry, Layer layers) {
        Layer noted = (same, target, question) -> {
            asked.add(target);
            if (!isOpen.contains(target)) {
                same.calling(target, List.of());
            }
            return layers.ask(same, target, question);
        };
        return catchThrowable(() -> new Fallback(new Hedge(hedging, listener, noted)).ask(inquiry));
    }

    /** Waits as a call would that gets no answer. */
    private static void silence(Inquiry inquiry) {
        if (inquiry.question()
                .request()
                .cancellation()
                .await(new CountDownLatch(1), Duration.ofSeconds(30).toNanos())) {
            throw new ClientDisconnected();
        }
        throw new AssertionError("the call was not ended");
    }

    @Test
    void aTargetThatFailsInTimeIsFollowedByItsFallbackAsWithoutAHedge() {
        Throwable thrown = outcome(inquiry(NEVER), (same, target, question) -> {
            throw problem(target, FailureKind.FAILED);
        });

        assertThat(thrown).isInstanceOf(AllTargetsFailed.class);
        assertThat(asked).containsExactly(LOCAL, CLOUD);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void whenBothFailTheFallbackIsNotAskedAgainAndTheErrorNamesBoth() {
        CountDownLatch cloudFailed = new CountDownLatch(1);
        Inquiry inquiry = inquiry(SOON);

        Throwable thrown = outcome(inquiry, (same, target, question) -> {
            if (target.equals(LOCAL)) {
                client.await(cloudFailed, Duration.ofSeconds(30).toNanos());
            } else {
                cloudFailed.countDown();
            }
            throw problem(target, FailureKind.OVERLOADED);
        });

        assertThat(thrown).isInstanceOf(AllTargetsFailed.class).hasMessageContaining(LOCAL.name());
        assertThat(thrown).hasMessageContaining(CLOUD.name());
        assertThat(asked).containsExactly(LOCAL, CLOUD);
        assertThat(outcomes).containsExactly(HedgeOutcome.FAILED);
        assertThat(inquiry.failures()).hasSize(2);
    }

    @Test
    void aRefusalOfTheTargetIsNotRoutedAroundByAFallbackThatIsStillAsked() {
        CountDownLatch cloudAsked = new CountDownLatch(1);
        CountDownLatch cloudEnded = new CountDownLatch(1);

        Throwable thrown = outcome(inquiry(SOON), (same, target, question) -> {
            if (target.equals(LOCAL)) {
                client.await(cloudAsked, Duration.ofSeconds(30).toNanos());
                throw problem(target, FailureKind.CONTENT_POLICY);
            }
            cloudAsked.countDown();
            try {
                silence(same);
            } finally {
                cloudEnded.countDown();
            }
            throw new AssertionError("silence ends by an exception");
        });

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(FailureKind.CONTENT_POLICY));
        Await.until("the fallback's call is ended", () -> cloudEnded.getCount() == 0);
        assertThat(outcomes).containsExactly(HedgeOutcome.FAILED);
    }

    @Test
    void aClientThatLeavesEndsBoth() {
        CountDownLatch ended = new CountDownLatch(2);

        Throwable thrown = outcome(inquiry(SOON), (same, target, question) -> {
            if (target.equals(CLOUD)) {
                new Thread(client::cancel).start();
            }
            try {
                silence(same);
            } finally {
                ended.countDown();
            }
            throw new AssertionError("silence ends by an exception");
        });

        assertThat(thrown).isInstanceOf(ClientDisconnected.class);
        Await.until("both calls are ended", () -> ended.getCount() == 0);
        assertThat(outcomes).containsExactly(HedgeOutcome.CLIENT_LEFT);
    }

    @Test
    void whenTheShareIsUsedUpTheTargetIsWaitedFor() {
        hedging.close();
        hedging = new Hedging(0);

        Throwable thrown = outcome(inquiry(SOON), (same, target, question) -> {
            if (target.equals(LOCAL)) {
                Await.until("the time is over", () -> !outcomes.isEmpty());
                assertThat(asked).containsExactly(LOCAL);
            }
            throw problem(target, FailureKind.FAILED);
        });

        assertThat(thrown).isInstanceOf(AllTargetsFailed.class);
        assertThat(asked).containsExactly(LOCAL, CLOUD);
        assertThat(outcomes).containsExactly(HedgeOutcome.NOT_ASKED);
    }

    @Test
    void aHedgeThatNoCallCameOfIsNotUsedUp() {
        hedging.close();
        // One is all that the share allows.
        hedging = new Hedging(0.001);
        isOpen.add(CLOUD);
        Layer layers = (same, target, question) -> {
            if (target.equals(LOCAL)) {
                Await.until("the fallback is asked", () -> asked.contains(CLOUD));
            }
            throw problem(target, isOpen.contains(target) ? FailureKind.BREAKER_OPEN : FailureKind.FAILED);
        };

        outcome(inquiry(SOON), layers);
        asked.clear();
        isOpen.clear();
        outcome(inquiry(SOON), layers);

        assertThat(outcomes).containsExactly(HedgeOutcome.NOT_ASKED, HedgeOutcome.FAILED);
    }

    @Test
    void withoutAHedgeInThePolicyNothingIsTimed() {
        outcome(inquiry(null), (same, target, question) -> {
            assertThat(question).isSameAs(same.question());
            assertThat(same.question().request().cancellation()).isSameAs(client);
            throw problem(target, FailureKind.FAILED);
        });

        assertThat(asked).containsExactly(LOCAL, CLOUD);
    }
}

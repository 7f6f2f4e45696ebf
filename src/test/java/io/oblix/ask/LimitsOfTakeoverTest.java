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
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.budget.Budgets;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.fixture.Questions;
import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.key.Limits;
import io.oblix.policy.Decision;
import io.oblix.policy.Takeover;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Providers;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An escalation and a hedge are calls like any other: what forbids a call forbids them, below the policy too. */
class LimitsOfTakeoverTest {

    private final List<Target> sent = new CopyOnWriteArrayList<>();
    private final List<HedgeOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final Hedging hedging = new Hedging(1);

    private final AttemptListener listener = new AttemptListener() {
        @Override
        public void hedged(ChatRequest request, Decision decision, HedgeOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void ended(AttemptRecord attempt) {}
    };

    @AfterEach
    void close() {
        hedging.close();
    }

    private static Key key(Budget budget, String... models) {
        Key.Hash hash = new Key.Hash(KeyText.sha256("one"), null);
        return new Key("poor", List.of(hash), false, List.of(), List.of(models), Limits.NONE, budget, false, null);
    }

    private static Key spent(WhenSpent then) {
        return key(new Budget(1, Budget.UNLIMITED, then));
    }

    private static ChatRequest request(Key key) {
        Keys keys = new Keys(null);
        keys.use(List.of(key));
        return Inquiries.request(new Cancellation()).by(Objects.requireNonNull(keys.find("one")));
    }

    private static Inquiry inquiry(Key key) {
        return new Inquiry(
                Questions.chosen(request(key)),
                Inquiries.BY_POLICY,
                List.of(LOCAL, CLOUD),
                System.nanoTime() + Duration.ofMinutes(1).toNanos(),
                Duration.ofMillis(20));
    }

    private static Spending spending() {
        Budgets budgets =
                new Budgets(Budget.NONE, InstantSource.system(), System::nanoTime, 1_000_000_000L, null, warned -> {});
        budgets.begin(budgets.today(), Map.of());
        return new Spending(
                budgets,
                new Prices(List.of(Price.of("openai:gpt-4o-mini", 2, 10, 1))),
                new Providers(Map.of("ollama", Inquiries.OLLAMA, "openai", Inquiries.OPENAI), Map.of(), null, null));
    }

    /** The layers that forbid calls, over one that notes what is sent. */
    private Layer limits(Layer call) {
        return new WithinBudget(spending(), new Allowed((inquiry, target, question) -> {
            sent.add(target);
            return call.ask(inquiry, target, question);
        }));
    }

    @ParameterizedTest
    @EnumSource(WhenSpent.class)
    void anEscalationThatNoBudgetPaysIsNotSent(WhenSpent then) {
        Throwable thrown =
                catchThrowable(() -> new Fallback(limits(LimitsOfTakeoverTest::doubt)).ask(inquiry(spent(then))));

        assertThat(thrown).isInstanceOf(AllTargetsFailed.class).hasMessageContaining("budget");
        assertThat(sent).containsExactly(LOCAL);
    }

    @Test
    void anEscalationToAModelThatTheKeyMayNotUseIsNotSent() {
        Throwable thrown = catchThrowable(
                () -> new Fallback(limits(LimitsOfTakeoverTest::doubt)).ask(inquiry(key(Budget.NONE, "ollama:*"))));

        assertThat(thrown).isInstanceOf(AllTargetsFailed.class).hasMessageContaining("may use");
        assertThat(sent).containsExactly(LOCAL);
    }

    @ParameterizedTest
    @EnumSource(WhenSpent.class)
    void aHedgeThatNoBudgetPaysIsNotSentAndTheTargetGoesOn(WhenSpent then) {
        assertThat(hedged(spent(then))).isInstanceOf(AllTargetsFailed.class).hasMessageContaining("budget");

        assertThat(sent).containsExactly(LOCAL);
        assertThat(outcomes).containsExactly(HedgeOutcome.NOT_ASKED);
    }

    @Test
    void aHedgeToAModelThatTheKeyMayNotUseIsNotSent() {
        assertThat(hedged(key(Budget.NONE, "ollama:*")))
                .isInstanceOf(AllTargetsFailed.class)
                .hasMessageContaining("may use");

        assertThat(sent).containsExactly(LOCAL);
    }

    /** Nothing would take the log probabilities out of an answer that is not judged. */
    @Test
    void whereOnlyLocalModelsMayAnswerNothingIsJudged() {
        Decision judging = new Decision(
                "auto",
                "a rule",
                Side.LOCAL,
                Side.CLOUD,
                null,
                "local-is-enough",
                false,
                false,
                new Takeover(0.1, null));
        ChatRequest request = Inquiries.request(new Cancellation());

        assertThat(Judging.applies(judging, request, List.of(LOCAL, CLOUD))).isTrue();
        assertThat(Judging.applies(judging, request, List.of(LOCAL, LOCAL))).isFalse();
    }

    private static LiveAnswer doubt(Inquiry inquiry, Target target, Question question) {
        throw new UpstreamProblem(FailureKind.DOUBTED, target.name(), "was unsure of its answer");
    }

    /** The target fails once the fallback was turned away. */
    private Throwable hedged(Key key) {
        CountDownLatch turnedAway = new CountDownLatch(1);
        Layer limits = limits((inquiry, target, question) -> {
            inquiry.question()
                    .request()
                    .cancellation()
                    .await(turnedAway, Duration.ofSeconds(30).toNanos());
            throw new UpstreamProblem(FailureKind.FAILED, target.name(), "as the test has it");
        });
        Layer noted = (inquiry, target, question) -> {
            try {
                return limits.ask(inquiry, target, question);
            } finally {
                if (target.equals(CLOUD)) {
                    turnedAway.countDown();
                }
            }
        };
        return catchThrowable(() -> new Fallback(new Hedge(hedging, listener, noted)).ask(inquiry(key)));
    }
}

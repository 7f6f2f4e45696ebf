package io.oblix.ask;

import static io.oblix.ask.Inquiries.CLOUD;
import static io.oblix.ask.Inquiries.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.messages.MessagesErrors;
import io.oblix.dialect.messages.MessagesRequests;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import io.oblix.provider.openai.OpenAiProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which targets are asked after a failure, and which error the client gets when all fail. */
class FallbackOrderTest {

    private final List<Target> asked = new ArrayList<>();

    private static UpstreamProblem of(Target target, FailureKind kind, @Nullable Duration retryAfter) {
        return new UpstreamProblem(kind, target.name(), "no", null, retryAfter);
    }

    private static UpstreamProblem of(Target target, FailureKind kind) {
        return of(target, kind, null);
    }

    private Throwable outcome(Inquiry inquiry, Map<Target, ? extends Problem> failures) {
        Fallback fallback = new Fallback((same, target, question) -> {
            asked.add(target);
            throw failures.get(target);
        });
        return catchThrowable(() -> fallback.ask(inquiry));
    }

    @Test
    void afterAFailureTheNextTargetIsAskedAndTheErrorNamesBoth() {
        Inquiry inquiry = Inquiries.chosen(LOCAL, CLOUD);

        Throwable thrown = outcome(
                inquiry, Map.of(LOCAL, of(LOCAL, FailureKind.UNREACHABLE), CLOUD, of(CLOUD, FailureKind.FAILED)));

        assertThat(asked).containsExactly(LOCAL, CLOUD);
        assertThat(thrown)
                .isInstanceOf(AllTargetsFailed.class)
                .hasMessageContaining(LOCAL.name())
                .hasMessageContaining(CLOUD.name());
        assertThat(inquiry.failures()).hasSize(2);
        assertThat(inquiry.lastAsked()).isNotNull().satisfies(by -> {
            assertThat(by.model()).isEqualTo(CLOUD.name());
            assertThat(by.fallback()).isTrue();
            assertThat(by.attempts()).isZero();
        });
    }

    @Test
    void aRejectedRequestIsNotPassedOn() {
        Throwable thrown =
                outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, of(LOCAL, FailureKind.REQUEST_REJECTED)));

        assertThat(asked).containsExactly(LOCAL);
        assertThat(thrown).isInstanceOf(UpstreamProblem.class);
    }

    @Test
    void aNamedModelsOwnErrorIsTheClients() {
        UpstreamProblem own = of(CLOUD, FailureKind.FAILED);

        assertThat(outcome(Inquiries.named(CLOUD), Map.of(CLOUD, own))).isSameAs(own);
    }

    @Test
    void aRequestThatOneProviderCannotExpressGoesToTheNext() {
        RequestProblem lost = RequestProblem.modelNotFound("x");

        assertThat(outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, lost, CLOUD, lost)))
                .isSameAs(lost);
        assertThat(asked).containsExactly(LOCAL, CLOUD);
    }

    @Test
    void aPromptThatIsTooLongIsTriedInALargerWindowOnly() {
        UpstreamProblem tooLong = of(LOCAL, FailureKind.CONTEXT_EXCEEDED);
        UpstreamProblem last = of(CLOUD, FailureKind.CONTEXT_EXCEEDED);

        assertThat(outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, tooLong, CLOUD, last)))
                .isSameAs(last);
        assertThat(asked).containsExactly(LOCAL, CLOUD);

        asked.clear();
        assertThat(outcome(Inquiries.chosen(CLOUD, LOCAL), Map.of(CLOUD, last))).isSameAs(last);
        assertThat(asked).containsExactly(CLOUD);
    }

    @Test
    void whenAllAreBusyTheErrorNamesTheShortestWait() {
        UpstreamProblem full = of(LOCAL, FailureKind.QUEUE_FULL, Duration.ofSeconds(5));
        UpstreamProblem limited = of(CLOUD, FailureKind.RATE_LIMITED, Duration.ofSeconds(2));

        assertThat(outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, full, CLOUD, limited)))
                .isSameAs(limited);
    }

    @Test
    void limitsOnAllSidesAreALimit() {
        UpstreamProblem limited = of(LOCAL, FailureKind.RATE_LIMITED, Duration.ofSeconds(5));
        UpstreamProblem sooner = of(CLOUD, FailureKind.RATE_LIMITED, Duration.ofSeconds(2));
        UpstreamProblem open = UpstreamProblem.circuitOpen(
                CLOUD.name(), "open", of(CLOUD, FailureKind.RATE_LIMITED), Duration.ofSeconds(3));
        UpstreamProblem quota = of(CLOUD, FailureKind.QUOTA_EXHAUSTED, Duration.ofSeconds(1));

        for (UpstreamProblem second : List.of(sooner, open)) {
            assertThat(outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, limited, CLOUD, second)))
                    .isSameAs(second);
        }
        assertThat(outcome(Inquiries.chosen(LOCAL, CLOUD), Map.of(LOCAL, limited, CLOUD, quota)))
                .isSameAs(limited);
        assertThat(outcome(
                        Inquiries.chosen(LOCAL, CLOUD),
                        Map.of(LOCAL, limited, CLOUD, of(CLOUD, FailureKind.OVERLOADED, Duration.ofSeconds(1)))))
                .isInstanceOf(AllTargetsFailed.class);
    }

    @Test
    void withoutATargetTheErrorSaysSo() {
        assertThat(outcome(Inquiries.chosen(), Map.of())).isInstanceOf(AllTargetsFailed.class);
    }

    private static Target unknown(String provider, Side side) {
        Provider server =
                new OpenAiProvider(new Endpoint(provider, side, "http://localhost:3", null, false, "no setting"));
        return new Target(server, new Place(new ModelName(provider, "some-model"), "http://localhost:3"));
    }

    /** Which target is asked after an overflow at the first; the local model's window is 32,768, the cloud's 128,000. */
    @ParameterizedTest
    @CsvSource({
        "local, cloud, 20000, true",
        "local, cloud, 200000, true",
        "local, unknown cloud, 200000, true",
        "unknown local, cloud, 20000, true",
        "unknown local, cloud, 200000, false",
        "unknown local, unknown cloud, 200000, true",
        "cloud, local, 20000, false",
        "cloud, unknown local, 200000, true",
        "unknown cloud, local, 20000, true",
        "unknown cloud, local, 40000, false",
        "unknown cloud, unknown local, 200000, true",
    })
    void aWindowThatIsNotKnownCountsAsPerhapsLarger(String first, String second, int promptTokens, boolean asksSecond) {
        Map<String, Target> targets = Map.of(
                "local",
                LOCAL,
                "cloud",
                CLOUD,
                "unknown local",
                unknown("vllm", Side.LOCAL),
                "unknown cloud",
                unknown("groq", Side.CLOUD));
        Target from = Objects.requireNonNull(targets.get(first));
        Target to = Objects.requireNonNull(targets.get(second));
        Question question = new Question(
                Inquiries.request(new Cancellation()), new Work(promptTokens, 0, false), Question.ChosenBy.POLICY);
        Inquiry inquiry = new Inquiry(
                question, Inquiries.BY_POLICY, List.of(from, to), System.nanoTime() + TimeUnit.MINUTES.toNanos(1));

        Throwable thrown = outcome(
                inquiry,
                Map.of(from, of(from, FailureKind.CONTEXT_EXCEEDED), to, of(to, FailureKind.CONTEXT_EXCEEDED)));

        assertThat(asked).isEqualTo(asksSecond ? List.of(from, to) : List.of(from));
        assertThat(thrown).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.code()).isEqualTo("context_length_exceeded");
        });
    }

    private Throwable messages(int promptTokens, Target... targets) {
        byte[] body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}".getBytes(StandardCharsets.UTF_8);
        Question question =
                new Question(MessagesRequests.read(body), new Work(promptTokens, 0, false), Question.ChosenBy.POLICY);
        Inquiry inquiry = new Inquiry(
                question, Inquiries.BY_POLICY, List.of(targets), System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
        return outcome(inquiry, Map.of(LOCAL, of(LOCAL, FailureKind.FAILED), CLOUD, of(CLOUD, FailureKind.FAILED)));
    }

    /** The local model's window is 32,768. */
    @Test
    void aPromptThatCannotFitIsNotSentAndAMessagesClientGetsBothNumbers() {
        Throwable thrown = messages(40_000, LOCAL);

        assertThat(asked).isEmpty();
        assertThat(thrown).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(MessagesErrors.SHAPE.status(problem)).isEqualTo(400);
            assertThat(new String(MessagesErrors.SHAPE.error(problem, "req_1"), StandardCharsets.UTF_8))
                    .contains("\"message\":\"prompt is too long: 40000 tokens > 32768 maximum\"");
        });
    }

    @Test
    void aPromptThatCannotFitGoesToTheLargerWindowAndOneThatMayIsSent() {
        messages(40_000, LOCAL, CLOUD);
        assertThat(asked).containsExactly(CLOUD);

        asked.clear();
        messages(32_768, LOCAL);
        assertThat(asked).containsExactly(LOCAL);
    }

    @Test
    void theSameModelAtAnotherHostIsNotAskedForWhatItCannotDo() {
        Target elsewhere = new Target(Inquiries.OLLAMA, new Place(LOCAL.model(), Inquiries.SECOND));
        UpstreamProblem unable = of(LOCAL, FailureKind.LACKS_ABILITY);
        UpstreamProblem tooLong = of(CLOUD, FailureKind.CONTEXT_EXCEEDED);

        assertThat(outcome(Inquiries.chosen(LOCAL, elsewhere, CLOUD), Map.of(LOCAL, unable, CLOUD, tooLong)))
                .isSameAs(tooLong);
        assertThat(asked).containsExactly(LOCAL, CLOUD);
    }
}

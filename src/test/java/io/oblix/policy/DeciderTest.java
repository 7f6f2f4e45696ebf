package io.oblix.policy;

import static io.oblix.policy.Requests.answer;
import static io.oblix.policy.Requests.policy;
import static io.oblix.policy.Requests.request;
import static io.oblix.policy.Requests.toolCall;
import static io.oblix.policy.Requests.toolResult;
import static io.oblix.policy.Requests.user;
import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.file.Situations;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {

    private static final Verdict LOCAL = new Verdict(Side.LOCAL, Side.CLOUD, null, "stays", false, 0);
    private static final Verdict CLOUD = new Verdict(Side.CLOUD, Side.LOCAL, null, "goes", true, 0);
    private static final Facts WITH_TOOLS = given("OblixRequest.hasTools", "true");

    private static final ChatRequest QUESTION = request("q", user("What is in the file?"));
    private static final ChatRequest LOOP = request("l", user("What is in the file?"), toolCall(), toolResult());

    private final Map<String, Policy> policies = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> over = new ArrayList<>();

    private final Conversations conversations = new Conversations();
    private final Decider decider = new Decider(
            new PoliciesInUse() {
                @Override
                public @Nullable Policy get(String name) {
                    return policies.get(name);
                }

                @Override
                public void failed(String name, String reason) {
                    failures.add(name + ": " + reason);
                }
            },
            conversations,
            Funds.ENDLESS,
            facts -> over.add(facts.request().model()));

    private static Facts asking(String model) {
        return given("OblixRequest.model", model);
    }

    @Test
    void aRequestThatCannotBeDecidedIsOverToo() {
        assertThatThrownBy(() -> decide(asking("auto:nonsense"))).isInstanceOf(RequestProblem.class);

        assertThat(over).containsExactly("auto:nonsense");
    }

    private Outcome decide(Facts facts) {
        return decider.decide(QUESTION, facts);
    }

    @ParameterizedTest
    @CsvSource({"'', stays", "auto, stays", "auto:other, goes"})
    void theModelNamesThePolicy(String model, String reason) {
        policies.put("auto", policy("auto", LOCAL));
        policies.put("other", policy("other", CLOUD));

        Outcome outcome = decide(asking(model));

        assertThat(outcome.reason()).isEqualTo(reason);
        assertThat(outcome.rule()).isEqualTo("the only rule");
        assertThat(outcome.isFresh()).isTrue();
    }

    @Test
    void aDecisionCarriesTheVerdict() {
        policies.put("auto", policy("auto", CLOUD));

        assertThat(decide(Situations.ORDINARY).decision())
                .isEqualTo(new Decision("auto", "the only rule", Side.CLOUD, Side.LOCAL, null, "goes", false, true));
    }

    @Test
    void anUnknownPolicyIsAnUnknownModel() {
        assertThatThrownBy(() -> decide(asking("auto:none")))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("auto:none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai:gpt-4o-mini", "gpt-4o-mini", "automatic"})
    void anExplicitModelNeedsNoPolicy(String model) {
        Outcome outcome = decide(asking(model));

        assertThat(outcome.policy()).isEqualTo("none");
        assertThat(outcome.reason()).isEqualTo("explicit-model");
        assertThat(outcome.isFresh()).isFalse();
        assertThat(outcome.decision()).isNotNull();
        assertThat(outcome.decision().model()).isEqualTo(model);
        assertThat(outcome.decision().fallback()).isNull();
    }

    @Test
    void aModelThatTheClientNamesIsHeldToWhatItsConversationPromised() {
        policies.put("auto", policy("auto", LOCAL));
        Facts cloud = asking("openai:gpt-4o-mini");
        decider.decide(Requests.named("chat-1", user("Hello")), given("OblixRequest.privacy", "local-only"));

        ChatRequest goingOn = Requests.named("chat-1", user("Hello"), answer("Hi"), user("And?"));
        ChatRequest other = Requests.named("chat-2", user("Hello"), answer("Hi"), user("And?"));
        ChatRequest beginning = Requests.named("chat-1", user("Another question"));

        assertThat(localOnly(goingOn, cloud)).isTrue();
        assertThat(localOnly(other, cloud)).isFalse();
        assertThat(localOnly(beginning, cloud))
                .as("there is nothing private in it")
                .isFalse();
    }

    private boolean localOnly(ChatRequest request, Facts facts) {
        return Objects.requireNonNull(decider.look(request, facts).decision()).localOnly();
    }

    @Test
    void aRejectionHasAReasonAndNoDecision() {
        policies.put("auto", policy("auto", new Verdict(null, null, null, "not-today", false, 0)));

        Outcome outcome = decide(Situations.ORDINARY);

        assertThat(outcome.decision()).isNull();
        assertThat(outcome.reason()).isEqualTo("not-today");
    }

    @Test
    void aPolicyThatThrowsIsReportedAndTheLocalModelAnswersFirst() {
        policies.put("auto", policy("auto", List.of(), exchange -> exchange.setException(new Exception("broken"))));

        Decision decision = decide(Situations.ORDINARY).decision();

        assertThat(failures).containsExactly("auto: a rule failed: broken");
        assertThat(decision).isNotNull();
        assertThat(decision.target()).isEqualTo(Side.LOCAL);
        assertThat(decision.fallback()).isEqualTo(Side.CLOUD);
        assertThat(decision.reason()).isEqualTo("policy-failed");
    }

    @Test
    void aPolicyThatDoesNotDecideIsReported() {
        policies.put("auto", policy("auto", List.of(), exchange -> {}));

        assertThat(decide(Situations.ORDINARY).reason()).isEqualTo("policy-failed");
        assertThat(failures).containsExactly("auto: no rule decided");
    }

    @Test
    void aToolCallLoopContinuesWhereItStartedWhateverThePolicySaysNow() {
        policies.put("auto", policy("auto", LOCAL));
        decider.decide(QUESTION, WITH_TOOLS);
        policies.put("auto", policy("auto", CLOUD));

        Outcome outcome = decider.decide(LOOP, WITH_TOOLS);

        assertThat(outcome.reason()).isEqualTo("stays");
        assertThat(outcome.continued()).isTrue();
        assertThat(outcome.isFresh()).isFalse();
    }

    @Test
    void theToolsOfAnAnswerThatTheFallbackGaveOnceStayWithItAndTheNextTurnDoesNot() {
        policies.put("auto", policy("auto", LOCAL));
        Decision first = decider.decide(QUESTION, WITH_TOOLS).decision();
        assertThat(first).isNotNull();
        conversations.stoodIn(QUESTION, first);

        Outcome step = decider.decide(LOOP, WITH_TOOLS);
        Outcome turn = decider.decide(
                request("n", user("What is in the file?"), toolCall(), toolResult(), user("And?")), WITH_TOOLS);

        assertThat(step.decision()).isNotNull();
        assertThat(step.decision().target()).isEqualTo(Side.CLOUD);
        assertThat(step.reason()).isEqualTo("conversation-stays");
        assertThat(turn.decision()).isEqualTo(first);
    }

    @Test
    void anInstructionAfterAToolResultDoesNotEndTheLoop() {
        policies.put("auto", policy("auto", LOCAL));
        decider.decide(QUESTION, WITH_TOOLS);
        ChatRequest instructed = request(
                "i",
                user("What is in the file?"),
                toolCall(),
                toolResult(),
                "{\"role\":\"developer\",\"content\":\"Be brief.\"}");

        // The instruction comes after the user's message, so the conversation is the same.
        assertThat(decider.decide(instructed, WITH_TOOLS).continued()).isTrue();
    }

    @Test
    void aTurnOfTheUserIsDecidedAgain() {
        policies.put("auto", policy("auto", LOCAL));
        decider.decide(QUESTION, WITH_TOOLS);
        policies.put("auto", policy("auto", CLOUD));
        ChatRequest next = request("n", user("What is in the file?"), toolCall(), toolResult(), user("And now?"));

        assertThat(decider.decide(next, WITH_TOOLS).reason()).isEqualTo("goes");
    }

    @Test
    void anAgentsReminderBehindAResultIsNoTurnOfTheUser() {
        policies.put("auto", policy("auto", LOCAL));
        decider.decide(QUESTION, WITH_TOOLS);
        policies.put("auto", policy("auto", CLOUD));
        ChatRequest next = request(
                "n",
                user("What is in the file?"),
                toolCall(),
                toolResult(),
                user("<system-reminder>The file has changed</system-reminder>"));

        assertThat(decider.decide(next, WITH_TOOLS).reason()).isEqualTo("stays");
    }

    @ParameterizedTest
    @CsvSource({
        "OblixLocal.available, false",
        "OblixLocal.tools, false",
        "OblixRequest.promptTokens, 9000",
        "OblixRequest.hasImages, true",
        "OblixRequest.privacy, local-only"
    })
    void aLoopIsDecidedAgainWhenItsModelCannotContinue(String fact, String value) {
        policies.put("auto", policy("auto", LOCAL));
        decider.decide(QUESTION, WITH_TOOLS);

        Facts changed = given("OblixRequest.hasTools", "true", fact, value);

        assertThat(decider.decide(LOOP, changed).continued()).isFalse();
    }

    @Test
    void aLoopUnderAnotherPolicyIsDecidedByThatPolicy() {
        policies.put("auto", policy("auto", LOCAL));
        policies.put("other", policy("other", CLOUD));
        decider.decide(QUESTION, WITH_TOOLS);

        Facts other = given("OblixRequest.hasTools", "true", "OblixRequest.model", "auto:other");

        assertThat(decider.decide(LOOP, other).reason()).isEqualTo("goes");
    }

    @Test
    void aDryRunIsNotRemembered() {
        policies.put("auto", policy("auto", LOCAL));
        decider.look(QUESTION, WITH_TOOLS);
        policies.put("auto", policy("auto", CLOUD));

        assertThat(decider.decide(LOOP, WITH_TOOLS).reason()).isEqualTo("goes");
    }
}

package io.oblix.policy;

import static io.oblix.policy.Requests.answer;
import static io.oblix.policy.Requests.request;
import static io.oblix.policy.Requests.system;
import static io.oblix.policy.Requests.user;
import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ChatRequest;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations under the shipped policy auto, whose share for the cloud is 0.3: incidents of gateways before this one. */
class StickinessTest {

    private static final DefaultCamelContext CONTEXT = PolicyTrial.newContext();
    private static final Policies POLICIES = new Policies(CONTEXT, Situations.THRESHOLDS, Map.of());

    private final Decider decider = new Decider(POLICIES, new Conversations(), Funds.ENDLESS, facts -> {});

    /** One conversation, as its client sends it. */
    private final List<String> messages = new ArrayList<>();

    @BeforeAll
    static void loadTheShippedPolicies() throws Exception {
        CONTEXT.start();
        new PolicyFolder(Path.of("no-such-folder"), POLICIES).load();
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private static Facts share(double topShare, String... more) {
        List<String> given = new ArrayList<>(List.of("OblixRequest.complexityTopShare", Double.toString(topShare)));
        given.addAll(Arrays.asList(more));
        return given(given.toArray(String[]::new));
    }

    private static String said(Outcome outcome) {
        Decision decision = outcome.decision();
        return Verdict.word(decision == null ? null : decision.target()) + ": " + outcome.reason();
    }

    private static boolean isLocalOnlyWithoutFallback(Outcome outcome) {
        Decision decision = outcome.decision();
        return decision != null && decision.localOnly() && decision.fallback() == null;
    }

    /** A turn of the user's, and its answer. */
    private String turn(String question, Facts facts) {
        messages.add(user(question));
        String said = said(decider.decide(request("r", messages.toArray(String[]::new)), facts));
        messages.add(answer("Answer to " + question));
        return said;
    }

    private Outcome look(String question, Facts facts) {
        List<String> all = new ArrayList<>(messages);
        all.add(user(question));
        return decider.look(request("r", all.toArray(String[]::new)), facts);
    }

    @Test
    void aConversationLeavesTheLocalModelOnlyForAQuestionThatIsClearlyHarder() {
        assertThat(turn("Hello", share(0.9))).isEqualTo("local: local-is-enough");
        assertThat(turn("Why?", share(0.25))).isEqualTo("local: local-is-enough");
        assertThat(turn("Prove it", share(0.19))).isEqualTo("cloud: complex-question");
    }

    @Test
    void aConversationComesHomeAtTheSecondTurnInARowThatIsClearlyEasier() {
        assertThat(turn("Prove it", share(0.05))).isEqualTo("cloud: complex-question");
        assertThat(turn("And so?", share(0.35))).isEqualTo("cloud: complex-question");
        assertThat(turn("Thanks", share(0.8))).isEqualTo("cloud: conversation-stays");
        assertThat(turn("And that?", share(0.2))).isEqualTo("cloud: complex-question");
        assertThat(turn("Thanks", share(0.8))).isEqualTo("cloud: conversation-stays");
        assertThat(turn("Bye", share(0.8))).isEqualTo("local: local-is-enough");
    }

    @Test
    void callsOfToolsBetweenTheTurnsDoNotKeepAConversationFromComingHome() {
        assertThat(turn("Prove it", share(0.05))).isEqualTo("cloud: complex-question");
        assertThat(turn("Thanks", share(0.8))).isEqualTo("cloud: conversation-stays");
        messages.set(messages.size() - 1, Requests.toolCall());
        messages.add(Requests.toolResult());
        assertThat(said(decider.decide(request("r", messages.toArray(String[]::new)), share(0.8))))
                .isEqualTo("cloud: conversation-stays");
        messages.add(answer("42"));

        assertThat(turn("Bye", share(0.8))).isEqualTo("local: local-is-enough");
    }

    @ParameterizedTest
    @CsvSource({
        "OblixMachine.state, CONSTRAINED, local: local-is-enough",
        "OblixLocal.slowerByMillis, 60000, local: local-is-enough",
        "OblixLocal.loaded, false, local: local-is-enough",
        "OblixMachine.state, CRITICAL, cloud: machine-critical",
        "OblixLocal.available, false, cloud: local-unavailable",
        "OblixRequest.hasImages, true, cloud: local-cannot-see-images",
        "OblixRequest.neededTokens, 9000, cloud: prompt-too-long-for-local",
        "OblixRequest.toolCount, 20, cloud: agent-work"
    })
    void onlyAHardRuleMovesALocalConversation(String fact, String value, String said) {
        turn("Hello", share(0.9));

        assertThat(turn("And now?", share(0.9, fact, value))).isEqualTo(said);
    }

    @Test
    void aModelThatWentDownAndCameBackDoesNotTossTheConversationToAndFro() {
        Facts down = share(0.9, "OblixLocal.available", "false");
        assertThat(turn("Hello", share(0.9))).isEqualTo("local: local-is-enough");
        assertThat(turn("Go on", down)).isEqualTo("cloud: local-unavailable");
        assertThat(turn("Go on", share(0.9))).isEqualTo("cloud: conversation-stays");
        assertThat(turn("Go on", down)).isEqualTo("cloud: local-unavailable");
        assertThat(turn("Go on", share(0.9))).isEqualTo("cloud: conversation-stays");
        assertThat(turn("Go on", share(0.9))).isEqualTo("local: local-is-enough");
    }

    @Test
    void aConversationWithoutNetworkGoesOnWithTheLocalModelAfterwards() {
        assertThat(turn("Prove it", share(0.05))).isEqualTo("cloud: complex-question");
        assertThat(turn("Go on", share(0.05, "OblixNetwork.state", "DISCONNECTED")))
                .isEqualTo("local: network-disconnected");
        assertThat(turn("Go on", share(0.25))).isEqualTo("local: local-is-enough");
    }

    @Test
    void aTitleInBetweenStaysLocalAndMovesNothing() {
        assertThat(turn("Prove it", share(0.05))).isEqualTo("cloud: complex-question");
        ChatRequest title = request("t", messages.toArray(String[]::new));
        for (int i = 0; i < 3; i++) {
            assertThat(said(decider.decide(title, share(0.9, "OblixRequest.sideTask", "title"))))
                    .isEqualTo("local: side-task");
        }
        assertThat(turn("Thanks", share(0.8))).isEqualTo("cloud: conversation-stays");
    }

    @Test
    void aReminderThatChangesAtEachTurnIsTheSameConversation() {
        String ask = "{\"role\":\"user\",\"content\":\"<system-reminder>%s</system-reminder> Prove it\"}";
        ChatRequest first = request("f", system("It is Monday, 9:58"), ask.formatted("2 files"));
        ChatRequest second = request(
                "s", system("It is Tuesday, 11:02"), ask.formatted("no files"), answer("Done."), user("Thanks"));

        assertThat(said(decider.decide(first, share(0.05)))).isEqualTo("cloud: complex-question");
        assertThat(said(decider.decide(second, share(0.8)))).isEqualTo("cloud: conversation-stays");
    }

    @Test
    void aNamedConversationStaysThroughItsCompaction() {
        Facts hard = share(0.05);
        ChatRequest before = Requests.named("session-1", user("Prove it"), answer("Done."), user("And the converse"));
        ChatRequest compacted = Requests.named("session-1", user("Summary: we proved it."), user("Thanks"));

        assertThat(said(decider.decide(before, hard))).isEqualTo("cloud: complex-question");
        assertThat(said(decider.decide(compacted, share(0.8)))).isEqualTo("cloud: conversation-stays");
    }

    @Test
    void manyConversationsOfOneNameDoNotLeadEachOthersCallsOfTools() {
        String[] loop = {user("Prove it"), Requests.toolCall(), Requests.toolResult()};
        String[] other = {user("Hello"), answer("Hi!"), user("Thanks")};
        decider.decide(Requests.named("our-app", user("Prove it")), share(0.05));
        decider.decide(Requests.named("our-app", loop), share(0.05));
        decider.decide(Requests.named("our-app", user("Hello")), share(0.9));
        decider.decide(Requests.named("our-app", other), share(0.9));
        assertThat(said(decider.decide(Requests.named("our-app", other), share(0.9))))
                .isEqualTo("local: local-is-enough");

        assertThat(said(decider.decide(Requests.named("our-app", loop), share(0.9))))
                .isEqualTo("cloud: complex-question");
    }

    @Test
    void twoConversationsWithTheSameFirstWordsDoNotHoldEachOther() {
        assertThat(turn("Hello", share(0.9))).isEqualTo("local: local-is-enough");
        messages.clear();
        assertThat(turn("Hello", share(0.9, "OblixLocal.available", "false"))).isEqualTo("cloud: local-unavailable");

        assertThat(turn("Why?", share(0.25)))
                .as("no one knows whose turn it is")
                .isEqualTo("cloud: complex-question");
    }

    @Test
    void aConversationThatWasPrivateOnceStaysPrivate() {
        turn("My diagnosis is ...", share(0.9, "OblixRequest.privacy", "local-only"));

        assertThat(turn("Prove it", share(0.01))).isEqualTo("local: local-only");
        Outcome down = look("Go on", share(0.9, "OblixLocal.available", "false"));
        assertThat(isLocalOnlyWithoutFallback(down)).isTrue();
        assertThat(String.valueOf(down.stay())).contains("an earlier request of the conversation was local-only");
        assertThat(isLocalOnlyWithoutFallback(look("Name it", share(0.9, "OblixRequest.sideTask", "title"))))
                .isTrue();
    }

    @Test
    void aDryRunSaysWhatTheConversationHadToDoWithIt() {
        turn("Prove it", share(0.05));

        Stay stay = look("Thanks", share(0.8)).stay();

        assertThat(stay).isNotNull();
        assertThat(stay.insteadOf()).isEqualTo("local-is-enough");
        assertThat(stay.homeward()).isEqualTo(1);
        assertThat(stay.sentence())
                .isEqualTo(
                        "the conversation stays with the cloud model, instead of local-is-enough; it comes home if the"
                                + " next turn is as easy");
        assertThat(look("Thanks", share(0.8)).stay())
                .as("a dry run is not remembered")
                .isEqualTo(stay);
        assertThat(look("More", share(0.05)).stay()).isNull();
    }

    @Test
    void withoutStickinessEachTurnIsDecidedOnItsOwn() throws Exception {
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.getPropertiesComponent().addOverrideProperty("policy.auto.sticky", "false");
            context.start();
            Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());
            new PolicyFolder(Path.of("no-such-folder"), policies).load();
            Decider free = new Decider(policies, new Conversations(), Funds.ENDLESS, facts -> {});

            assertThat(said(free.decide(request("a", user("Prove it")), share(0.05))))
                    .isEqualTo("cloud: complex-question");
            assertThat(said(free.decide(request("b", user("Prove it"), answer("x"), user("Thanks")), share(0.31))))
                    .isEqualTo("local: local-is-enough");
            assertThat(said(free.decide(request("c", user("Prove it"), answer("x"), user("Oh")), share(0.29))))
                    .isEqualTo("cloud: complex-question");
        }
    }
}

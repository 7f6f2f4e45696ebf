package io.oblix.policy;

import static io.oblix.policy.Requests.answer;
import static io.oblix.policy.Requests.request;
import static io.oblix.policy.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.facts.ConversationKey;
import io.oblix.policy.Conversations.Known;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConversationsTest {

    private static final Decision LOCAL =
            new Decision("auto", "rule", Side.LOCAL, Side.CLOUD, "ollama:small", "easy", false, false);
    private static final Decision CLOUD =
            new Decision("auto", "rule", Side.CLOUD, Side.LOCAL, null, "hard", false, false);
    private static final ChatRequest QUESTION = request("q", user("Hello"));
    private static final ChatRequest NEXT = request("n", user("Hello"), answer("Hi!"), user("Again"));

    private final AtomicLong now = new AtomicLong();
    private final Conversations conversations = new Conversations(now::get);

    private Known known(ChatRequest request) {
        return conversations.of(ConversationKey.of(request));
    }

    private void decided(ChatRequest request, Decision decision) {
        conversations.decided(ConversationKey.of(request), known(request), decision, 0);
    }

    @Test
    void aConversationKeepsItsDecisionAsItGrows() {
        decided(QUESTION, LOCAL);
        assertThat(known(NEXT).ownDecision()).isEqualTo(LOCAL);

        decided(NEXT, CLOUD);
        assertThat(known(request("m", user("Hello"), answer("Hi!"), user("Again"), answer("Yes?"), user("Bye")))
                        .ownDecision())
                .isEqualTo(CLOUD);
        assertThat(known(request("s", user("Goodbye"), answer("Bye"), user("Wait"))))
                .isEqualTo(Known.NOTHING);
    }

    @Test
    void aConversationThatBeginsIsNotAnotherOneWithTheSameFirstWords() {
        decided(QUESTION, LOCAL);

        assertThat(known(QUESTION)).isEqualTo(Known.NOTHING);
    }

    @Test
    void whereTwoBeganWithTheSameWordsAndWentToDifferentModelsNeitherIsTakenForTheOther() {
        decided(QUESTION, LOCAL);
        decided(QUESTION, CLOUD);

        assertThat(known(NEXT).ownDecision()).isNull();
    }

    @Test
    void whereTwoBeganWithTheSameWordsEachGoesItsOwnWayFromItsFirstAnswerOn() {
        ChatRequest other = request("o", user("Hello"), answer("Good day."), user("Again"));
        decided(QUESTION, LOCAL);
        decided(QUESTION, LOCAL);
        decided(NEXT, CLOUD);

        assertThat(known(other).ownDecision()).isEqualTo(LOCAL);
        assertThat(known(NEXT).ownDecision()).isEqualTo(CLOUD);
    }

    @Test
    void afterAFallbackTheConversationStaysWithIt() {
        decided(QUESTION, LOCAL);
        conversations.fellBack(QUESTION, LOCAL);

        Decision swapped = known(NEXT).ownDecision();
        assertThat(swapped).isNotNull();
        assertThat(swapped.target()).isEqualTo(Side.CLOUD);
        assertThat(swapped.fallback()).isEqualTo(Side.LOCAL);
        assertThat(swapped.model()).as("a model of the failed side").isNull();
    }

    @Test
    void whereTheFallbackAnsweredOnceForATargetThatWorksOnlyTheTurnStaysWithIt() {
        ChatRequest later = request("l", user("Hello"), answer("Hi!"), user("Again"), answer("Yes?"), user("Bye"));
        decided(QUESTION, LOCAL);
        conversations.stoodIn(QUESTION, LOCAL);

        Decision inTurn = known(NEXT).decisionInTurn();
        assertThat(inTurn).isNotNull();
        assertThat(inTurn.target()).isEqualTo(Side.CLOUD);
        assertThat(inTurn.reason()).isEqualTo("conversation-stays");
        assertThat(known(NEXT).ownDecision()).isEqualTo(LOCAL);

        decided(NEXT, inTurn);
        assertThat(known(later).ownDecision()).as("after a step of the turn").isEqualTo(LOCAL);
        assertThat(known(later).decisionInTurn()).isEqualTo(inTurn);

        decided(NEXT, CLOUD);
        assertThat(known(later).decisionInTurn())
                .as("after the user's next turn")
                .isEqualTo(CLOUD);
    }

    @Test
    void aConversationComesBackWhereTheFallbackFailedToo() {
        decided(QUESTION, LOCAL);
        conversations.fellBack(QUESTION, LOCAL);
        conversations.cameBack(QUESTION, LOCAL);

        assertThat(known(NEXT).ownDecision()).isEqualTo(LOCAL);
    }

    @Test
    void whatBecamePrivateWhileAnotherRequestWasDecidedStaysSo() {
        ConversationKey key = ConversationKey.of(NEXT);
        decided(NEXT, LOCAL);
        Known before = known(NEXT);
        conversations.isPrivate(key, before);
        conversations.decided(key, before, CLOUD, 0);

        assertThat(known(NEXT).isPrivate()).isTrue();
    }

    @Test
    void aFallbackOfATitleMovesNoConversation() {
        decided(QUESTION, LOCAL);
        conversations.fellBack(QUESTION.withTask("title"), LOCAL);

        assertThat(known(NEXT).ownDecision()).isEqualTo(LOCAL);
    }

    @Test
    void aFallbackOutsideAConversationIsNotRemembered() {
        conversations.fellBack(QUESTION, LOCAL);

        assertThat(known(NEXT)).isEqualTo(Known.NOTHING);
    }

    @Test
    void aConversationIsForgottenAnHourAfterItsLastDecision() {
        decided(QUESTION, LOCAL);

        now.addAndGet(Conversations.FORGET_AFTER.toNanos() - 1);
        assertThat(known(NEXT).ownDecision()).isEqualTo(LOCAL);
        now.addAndGet(1);
        assertThat(known(NEXT)).isEqualTo(Known.NOTHING);
    }

    @Test
    void onlySoManyConversationsAreRemembered() {
        int begun = 2 * Conversations.MAX_REMEMBERED;
        for (int i = 0; i < begun; i++) {
            decided(request("r", user("question " + i)), LOCAL);
        }
        int remembered = 0;
        for (int i = 0; i < begun; i++) {
            boolean isKnown = !known(request("r", user("question " + i), answer("x"), user("y")))
                    .equals(Known.NOTHING);
            remembered += isKnown ? 1 : 0;
        }

        assertThat(remembered).isBetween(1, Conversations.MAX_REMEMBERED);
    }
}

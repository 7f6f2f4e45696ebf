package io.oblix.policy;

import static io.oblix.policy.Requests.request;
import static io.oblix.policy.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConversationsTest {

    private static final Decision LOCAL =
            new Decision("auto", "rule", Side.LOCAL, Side.CLOUD, "ollama:small", "easy", false, false);
    private static final ChatRequest QUESTION = request("q", user("Hello"));

    private final AtomicLong now = new AtomicLong();
    private final Conversations conversations = new Conversations(now::get);

    @Test
    void aConversationKeepsItsDecisionAsItGrows() {
        conversations.decided(QUESTION, LOCAL);

        assertThat(conversations.decisionOf(request("r", user("Hello"), user("Again"))))
                .isEqualTo(LOCAL);
        assertThat(conversations.decisionOf(request("s", user("Goodbye")))).isNull();
    }

    @Test
    void afterAFallbackTheConversationStaysWithIt() {
        conversations.decided(QUESTION, LOCAL);
        conversations.fellBack(QUESTION, LOCAL);

        Decision swapped = conversations.decisionOf(QUESTION);
        assertThat(swapped).isNotNull();
        assertThat(swapped.target()).isEqualTo(Side.CLOUD);
        assertThat(swapped.fallback()).isEqualTo(Side.LOCAL);
        assertThat(swapped.model()).as("a model of the failed side").isNull();
    }

    @Test
    void aFallbackOutsideAConversationIsNotRemembered() {
        conversations.fellBack(QUESTION, LOCAL);

        assertThat(conversations.decisionOf(QUESTION)).isNull();
    }

    @Test
    void aConversationIsForgottenAnHourAfterItsLastDecision() {
        conversations.decided(QUESTION, LOCAL);

        now.addAndGet(Conversations.FORGET_AFTER_NANOS);
        assertThat(conversations.decisionOf(QUESTION)).isEqualTo(LOCAL);
        now.addAndGet(1);
        assertThat(conversations.decisionOf(QUESTION)).isNull();
    }

    @Test
    void theLeastRecentlyUsedConversationIsEvicted() {
        ChatRequest second = request("s", user("second"));
        conversations.decided(QUESTION, LOCAL);
        conversations.decided(second, LOCAL);
        assertThat(conversations.decisionOf(QUESTION)).isEqualTo(LOCAL);
        for (int i = 2; i <= Conversations.MAX_REMEMBERED; i++) {
            conversations.decided(request("r", user("question " + i)), LOCAL);
        }

        assertThat(conversations.decisionOf(second)).isNull();
        assertThat(conversations.decisionOf(QUESTION)).isEqualTo(LOCAL);
    }
}

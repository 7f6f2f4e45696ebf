package io.oblix.policy;

import static io.oblix.policy.Requests.request;
import static io.oblix.policy.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.file.Situations;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final Outcome OUTCOME = new Outcome("auto", "rule", "reason", null, false);

    private final Decisions decisions = new Decisions();

    private ChatRequest decided(String id) {
        ChatRequest request = request(id, user("a secret"));
        decisions.decided(request, Situations.ORDINARY, OUTCOME);
        return request;
    }

    private void ended(ChatRequest request) {
        decisions.ended(RequestRecord.of(request, null, Usage.NONE, 0, null));
    }

    @Test
    void requestsInFlightComeBeforeThoseThatHaveEndedTheNewestFirst() {
        ended(decided("first"));
        ended(decided("second"));
        decided("third");

        assertThat(decisions.latest(10)).extracting(Decisions.Entry::id).containsExactly("third", "second", "first");
        assertThat(decisions.latest(2)).extracting(Decisions.Entry::id).containsExactly("third", "second");
        assertThat(decisions.latest(1))
                .first()
                .extracting(Decisions.Entry::result)
                .isNull();
        assertThat(decisions.latest(10).toString()).doesNotContain("secret");
    }

    @Test
    void theOldestEntryIsDroppedWhenTheListIsFull() {
        for (int i = 0; i <= Decisions.MAX_KEPT; i++) {
            ended(decided("request-" + i));
        }

        assertThat(decisions.latest(1_000))
                .hasSize(Decisions.MAX_KEPT)
                .extracting(Decisions.Entry::id)
                .contains("request-1")
                .doesNotContain("request-0");
    }

    @Test
    void aRequestRejectedBeforeItWasDecidedIsIgnored() {
        ended(request("unknown", user("Hello")));

        assertThat(decisions.latest(10)).isEmpty();
    }

    @Test
    void whatAClientSaysOfAnAnswerIsKeptWhetherTheRequestHasEndedOrNot() {
        ended(decided("first"));
        ChatRequest running = decided("second");
        ended(decided("third"));

        assertThat(decisions.found("first", true, key -> true)).isPresent();
        assertThat(decisions.found("second", false, key -> true)).isPresent();
        assertThat(decisions.found("third", true, key -> key.equals("another"))).isEmpty();
        assertThat(decisions.found("fourth", true, key -> true)).isEmpty();
        ended(running);

        assertThat(decisions.latest(10))
                .extracting(Decisions.Entry::id, Decisions.Entry::good)
                .containsExactly(tuple("second", false), tuple("third", null), tuple("first", true));
    }
}

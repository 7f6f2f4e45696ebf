package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Origin;
import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Trace;
import io.oblix.chat.Usage;
import io.oblix.dashboard.RecentAttempts.Timed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The calls for one request: which ones they are, and what each was for. */
class DecisionStoryTest {

    private static final Charge DISCARDED = new Charge(new Usage(10, 5, 0, 0, 0), 0, true, 0, true);

    private static AttemptRecord call(
            Side side, String request, int millis, boolean begun, @Nullable Problem problem, Charge charge) {
        AttemptRecordDraft draft = new AttemptRecordDraft(
                new Place(new ModelName(side == Side.LOCAL ? "ollama" : "openai", "m"), "http://" + side.word()), side);
        draft.duration = Duration.ofMillis(millis);
        draft.firstToken = begun ? Duration.ofMillis(1) : null;
        draft.problem = problem;
        draft.origin = new Origin(request, "", "chat", "", "auto", "a-reason", "chat", "", Trace.NONE);
        draft.charge = charge;
        return draft.record();
    }

    private static Problem failed(FailureKind kind) {
        return new UpstreamProblem(kind, "ollama:m", "it failed");
    }

    private static Timed at(long began, AttemptRecord attempt) {
        return new Timed(attempt, began, began + attempt.duration().toMillis());
    }

    private static List<String> roles(boolean hedged, Timed... calls) {
        List<String> roles = new ArrayList<>();
        List<Timed> before = new ArrayList<>();
        for (Timed call : calls) {
            roles.add(DecisionStory.role(call, before, hedged));
            before.add(call);
        }
        return roles;
    }

    private static AttemptRecord answered(Side side) {
        return call(side, "a", 100, true, null, Charge.NONE);
    }

    @Test
    void theOtherModelAfterAFailureIsAFallback() {
        AttemptRecord broken = call(Side.LOCAL, "a", 100, false, failed(FailureKind.FAILED), Charge.NONE);

        assertThat(roles(false, at(0, broken), at(100, broken), at(200, answered(Side.CLOUD))))
                .containsExactly("first", "again", "fallback");
    }

    @Test
    void aCallAfterAnAnswerThatBrokeOffIsARescue() {
        AttemptRecord cut = call(Side.LOCAL, "a", 100, true, failed(FailureKind.CUT_OFF), Charge.NONE);

        assertThat(roles(false, at(0, cut), at(101, answered(Side.CLOUD)))).containsExactly("first", "rescue");
    }

    @Test
    void aCallWhileTheFirstOneRunsIsAHedge() {
        AttemptRecord late = call(Side.LOCAL, "a", 900, false, failed(FailureKind.OVERTAKEN), Charge.NONE);

        assertThat(roles(true, at(0, late), at(500, answered(Side.CLOUD)))).containsExactly("first", "hedge");
    }

    @Test
    void aCallBecauseAnAnswerWasDoubtedIsAnEscalation() {
        AttemptRecord doubted = call(Side.LOCAL, "a", 300, true, null, DISCARDED);

        assertThat(roles(false, at(0, doubted), at(100, answered(Side.CLOUD)))).containsExactly("first", "escalation");
        assertThat(doubted.outcome()).isEqualTo("discarded");

        AttemptRecord begun = call(Side.LOCAL, "a", 300, true, failed(FailureKind.DOUBTED), Charge.NONE);
        assertThat(roles(false, at(0, begun), at(100, answered(Side.CLOUD)))).containsExactly("first", "escalation");
    }

    @Test
    void theCallsOfARequestAreFoundInTheirOrderAmongAll() {
        Instant[] now = {Instant.ofEpochMilli(1_000)};
        RecentAttempts recent = new RecentAttempts(() -> now[0]);
        recent.ended(call(Side.CLOUD, "b", 10, true, null, Charge.NONE));
        recent.ended(call(Side.CLOUD, "a", 100, true, null, Charge.NONE));
        now[0] = Instant.ofEpochMilli(1_050);
        recent.ended(call(Side.LOCAL, "a", 500, true, failed(FailureKind.OVERTAKEN), Charge.NONE));

        assertThat(recent.of("a")).extracting(timed -> timed.attempt().side()).containsExactly(Side.LOCAL, Side.CLOUD);
        assertThat(recent.of("a")).extracting(Timed::beganMillis).containsExactly(550L, 900L);
        assertThat(recent.of("c")).isEmpty();
    }

    @Test
    void onlyTheLastCallsAreKept() {
        RecentAttempts recent = new RecentAttempts(() -> Instant.EPOCH);
        recent.ended(call(Side.CLOUD, "first", 10, true, null, Charge.NONE));
        for (int i = 0; i < RecentAttempts.KEPT; i++) {
            recent.ended(call(Side.LOCAL, "later", 10, true, null, Charge.NONE));
        }

        assertThat(recent.of("first")).isEmpty();
        assertThat(recent.of("later")).hasSize(RecentAttempts.KEPT);
    }
}

package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decisions.Entry;
import io.oblix.policy.file.Situations;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionRowsTest {

    private static final Outcome REFUSED = new Outcome("auto", "A rule", "a-reason", null, false);

    /** The newest first. */
    private final List<Entry> decisions = new ArrayList<>();

    private final DecisionRows rows =
            new DecisionRows(() -> List.copyOf(decisions), entry -> List.of("first", "hedge"));

    private static Entry running(String id) {
        return new Entry(Instant.EPOCH, id, Situations.ORDINARY, REFUSED, null, null, null);
    }

    private static Entry ended(String id) {
        return ended(id, null);
    }

    private static Entry ended(String id, @Nullable AnsweredBy by) {
        RequestRecordDraft draft = new RequestRecordDraft(id);
        draft.by = by;
        return new Entry(Instant.EPOCH, id, Situations.ORDINARY, REFUSED, null, draft.record(), null);
    }

    @Test
    void whatIsNewOrHasEndedIsTakenOnceTheOldestFirst() {
        decisions.add(running("a"));
        decisions.add(0, running("b"));
        assertThat(rows.changed()).extracting(Entry::id).containsExactly("a", "b");
        assertThat(rows.changed()).isEmpty();

        decisions.set(1, ended("a"));
        decisions.add(0, running("c"));
        assertThat(rows.changed()).extracting(Entry::id).containsExactly("a", "c");
        assertThat(rows.changed()).isEmpty();
    }

    @Test
    void manyInFlightDoNotHideThoseThatHaveEnded() {
        for (int i = 0; i < 500; i++) {
            decisions.add(running("running-" + i));
        }
        decisions.add(ended("ended"));

        assertThat(rows.changed()).hasSizeLessThan(100).extracting(Entry::id).contains("ended", "running-0");
    }

    @Test
    void aPageThatIsOpenedGetsTheLastOnes() {
        for (int i = 0; i < 120; i++) {
            decisions.add(0, ended("ended-" + i));
        }

        assertThat(rows.shown()).hasSize(DecisionRows.SHOWN);
        assertThat(rows.shown().get(DecisionRows.SHOWN - 1).id()).isEqualTo("ended-119");
        assertThat(rows.shown().get(0).id()).isEqualTo("ended-70");
    }

    @Test
    void aRowHasWhatIsShownAndNoFacts() {
        JsonNode row = rows.row(ended("a"));

        assertThat(row.path("rule").asText()).isEqualTo("A rule");
        assertThat(row.path("decided").asText()).isEqualTo("reject");
        assertThat(row.path("state").asText()).isEqualTo("answered");
        assertThat(row.has("facts")).isFalse();
    }

    @Test
    void aRowOfSeveralCallsSaysWhatTheyWereFor() {
        AnsweredBy one = new AnsweredBy(
                "auto", "A rule", "cloud", "m", "", "", "a-reason", true, 1, List.of(), Map.of(), new Bill(), -1);
        AnsweredBy two = new AnsweredBy(
                "auto", "A rule", "cloud", "m", "", "", "a-reason", true, 2, List.of(), Map.of(), new Bill(), -1);

        assertThat(rows.row(ended("a", two)).path("calls"))
                .extracting(JsonNode::asText)
                .containsExactly("first", "hedge");
        assertThat(rows.row(ended("a", one)).has("calls")).isFalse();
    }

    @Test
    void ofTooManyEventsAtOnceTheLastOnesAreSent() {
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(ended("ended-" + i));
        }

        String events = new String(DecisionRows.events(many), StandardCharsets.UTF_8);

        assertThat(events.length()).isLessThan(128 * 1024);
        assertThat(events)
                .startsWith("event: decision\ndata: {")
                .endsWith("}\n\n")
                .contains("ended-999\"");
        assertThat(events).doesNotContain("ended-0\"");
        assertThat(events.indexOf("ended-998\"")).isLessThan(events.indexOf("ended-999\""));
    }
}

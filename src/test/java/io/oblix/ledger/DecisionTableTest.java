package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.facts.RecordedFacts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.Stay;
import io.oblix.policy.file.Situations;
import io.oblix.settings.LedgerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions and feedback in a file of SQLite. */
class DecisionTableTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration KEEP = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<Ledger> open = new ArrayList<>();

    private LedgerSettings settings() {
        return new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), KEEP);
    }

    private Ledger ledger(LedgerSettings settings) {
        InstantSource clock = () -> Objects.requireNonNull(now.get());
        Ledger ledger = Ledger.of(settings, List.of(), clock);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    static Decisions.Entry decision(String id, Facts facts, Outcome outcome) {
        return new Decisions.Entry(NOON, id, facts, outcome, null, null, null);
    }

    private static Outcome outcome(@Nullable Side target, String policy, String reason) {
        Decision decision = new Decision(policy, "a rule", target, null, null, reason, false, false);
        return new Outcome(policy, "a rule", reason, decision, false);
    }

    private List<RecordedDecision> recorded(Instant since) throws Exception {
        open.forEach(ledger -> assertThat(ledger.flush(PATIENCE)).isTrue());
        List<RecordedDecision> all = new ArrayList<>();
        UsageReader.decisions(settings(), since, all::add);
        return all;
    }

    @Test
    void aDecisionIsKeptWithItsFactsAndWhatItsUserSaid() throws Exception {
        Facts facts = Situations.given("OblixMachine.cpuPercent", "93.5", "OblixKey.name", "team-a");
        Ledger ledger = ledger(settings());
        ledger.decided(decision("one", facts, outcome(Side.CLOUD, "auto", "machine-constrained")));
        ledger.found("one", false);
        ledger.found("one", true);
        ledger.decided(decision("two", facts, new Outcome("auto", "a rule", "no-room", null, false)));
        ledger.found("unknown", true);

        List<RecordedDecision> recorded = recorded(NOON);

        assertThat(recorded).hasSize(2);
        assertThat(recorded.get(0))
                .isEqualTo(new RecordedDecision(
                        "2026-03-10T12:30:00Z",
                        "auto",
                        "machine-constrained",
                        "cloud",
                        true,
                        recorded.get(0).facts(),
                        true));
        assertThat(RecordedFacts.read(recorded.get(0).facts(), Situations.ORDINARY))
                .isEqualTo(facts);
        assertThat(recorded.get(1).target()).isEqualTo("reject");
        assertThat(recorded.get(1).good()).isNull();
        assertThat(ledger.keyOf("two")).hasValue("team-a");
        assertThat(ledger.keyOf("unknown")).isEmpty();
        assertThat(recorded(NOON.plusSeconds(1))).isEmpty();
    }

    @Test
    void aModelThatTheClientNamedIsKnownForFeedbackAndNotReplayed() throws Exception {
        Ledger ledger = ledger(settings());
        ledger.decided(
                decision("named", Situations.ORDINARY, outcome(null, Decision.NO_POLICY, Decision.EXPLICIT_MODEL)));

        assertThat(recorded(NOON)).isEmpty();
        assertThat(ledger.keyOf("named")).hasValue("");
    }

    @Test
    void whatTheConversationDecidedIsMarkedSo() throws Exception {
        Outcome fresh = outcome(Side.LOCAL, "auto", "conversation-stays");
        Ledger ledger = ledger(settings());
        ledger.decided(decision(
                "stays",
                Situations.ORDINARY,
                new Outcome(
                        "auto",
                        "a rule",
                        fresh.reason(),
                        fresh.decision(),
                        false,
                        new Stay(Side.LOCAL, "complex-question", 0, "it stays"))));
        ledger.decided(decision(
                "loop", Situations.ORDINARY, new Outcome("auto", "a rule", fresh.reason(), fresh.decision(), true)));

        assertThat(recorded(NOON)).extracting(RecordedDecision::byRule).containsExactly(false, false);
    }

    /** The transaction of a batch whose commit was not confirmed, tried once more by another process's number. */
    @Test
    void aDecisionThatIsWrittenAgainCountsOnceAndItsFeedbackStays() throws Exception {
        Ledger ledger = ledger(settings());
        Decisions.Entry decision = decision("one", Situations.ORDINARY, outcome(Side.LOCAL, "auto", "local-is-enough"));
        ledger.decided(decision);
        ledger.found("one", true);
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Batch again = new Batch("another", 1, List.of(Decided.of(decision)), new Names());

        Objects.requireNonNull(ledger.database()).transaction(again::write);

        assertThat(recorded(NOON)).extracting(RecordedDecision::good).containsExactly(true);
    }

    @Test
    void oldDecisionsAreDeletedLikeCalls() throws Exception {
        Ledger ledger = ledger(settings());
        ledger.decided(decision("old", Situations.ORDINARY, outcome(Side.LOCAL, "auto", "local-is-enough")));
        assertThat(recorded(NOON)).hasSize(1);
        now.set(NOON.plus(KEEP).plusSeconds(60));
        Usages.answer(ledger, "");

        // Deleted after the batch is written, so what another batch finds is deleted.
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Usages.answer(ledger, "");

        assertThat(recorded(NOON)).isEmpty();
    }

    @Test
    void aLedgerThatIsOffKnowsNoRequestAndTakesNothing() {
        Ledger off = ledger(new LedgerSettings("off", KEEP));
        off.decided(decision("one", Situations.ORDINARY, outcome(Side.LOCAL, "auto", "local-is-enough")));
        off.found("one", true);

        assertThat(off.keyOf("one")).isEmpty();
        assertThat(off.waiting()).isZero();
    }
}

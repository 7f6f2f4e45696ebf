package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.facts.RecordedFacts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.Stay;
import io.oblix.policy.file.Situations;
import io.oblix.server.reply.RequestIds;
import io.oblix.settings.LedgerSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
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
        ledger.found("one", "", false);
        ledger.found("one", "", true);
        ledger.decided(decision("two", facts, new Outcome("auto", "a rule", "no-room", null, false)));
        ledger.found("unknown", "", true);

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
        String id = RequestIds.next();
        now.set(Instant.now().plusSeconds(60));
        ledger.decided(decision(id, Situations.ORDINARY, outcome(null, Decision.NO_POLICY, Decision.EXPLICIT_MODEL)));
        ledger.ended(Usages.callFor(id, "team-a"));
        ledger.ended(Usages.callFor(id, "team-a"));
        assertThat(ledger.keyOf(id)).hasValue("team-a");
        String good = "SELECT COALESCE(MAX(good), 'none') FROM decision WHERE request_id = '" + id + "'";
        assertThat(texts(Objects.requireNonNull(ledger.database()), good)).containsExactly("none");

        ledger.found(id, "team-a", true);
        ledger.found(id, "team-a", false);
        // It is still being answered, so that none of its calls has ended.
        String running = RequestIds.next();
        ledger.found(running, "team-b", true);

        assertThat(recorded(Instant.EPOCH)).isEmpty();
        assertThat(texts(Objects.requireNonNull(ledger.database()), good)).containsExactly("0");
        assertThat(texts(Objects.requireNonNull(ledger.database()), "SELECT COUNT(*) FROM decision"))
                .containsExactly("2");
        assertThat(ledger.keyOf(running)).hasValue("team-b");
        assertThat(ledger.keyOf(id)).hasValue("team-a");
        assertThat(ledger.keyOf(RequestIds.next())).isEmpty();
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
        ledger.found("one", "", true);
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Batch again = new Batch("another", 1, List.of(Decided.of(decision)), new Names());

        Objects.requireNonNull(ledger.database()).transaction(again::write);

        assertThat(recorded(NOON)).extracting(RecordedDecision::good).containsExactly(true);
    }

    /** As a busy server has them. */
    @Test
    void factsThatDecisionsHaveInCommonAreWrittenOnceAndReadWithEach() throws Exception {
        Facts busy = Situations.given("OblixMachine.cpuPercent", "93.5", "OblixLocal.available", "false");
        Facts own = busy.with(Map.of("Seat", new Seat(3)));
        Outcome ruled = outcome(Side.CLOUD, "auto", "machine-constrained");
        List<Entry> together = Stream.of(
                        decision("own", own, ruled),
                        decision("first", Situations.ORDINARY, ruled),
                        decision("second", busy, ruled),
                        decision("third", Situations.ORDINARY, ruled))
                .<Entry>map(Decided::of)
                .toList();
        Ledger ledger = ledger(settings());
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Database database = Objects.requireNonNull(ledger.database());

        database.transaction(new Batch("another", 1, together, new Names())::write);

        Facts sample = Situations.ORDINARY.with(Map.of("Seat", new Seat(0)));
        assertThat(recorded(NOON))
                .extracting(decision -> RecordedFacts.read(decision.facts(), sample))
                .containsExactlyInAnyOrder(own, sample, busy.with(sample.own()), sample);
        assertThat(texts(database, "SELECT facts FROM decision WHERE request_id = 'second' AND differs_from = 'first'"))
                .containsExactly(
                        "{\"OblixMachine\":{\"state\":\"CONSTRAINED\",\"cpuPercent\":93.5},\"OblixLocal\":{\"available\":false}}");
        assertThat(texts(database, "SELECT facts FROM decision WHERE differs_from = 'first'"))
                .contains("{}")
                .hasSize(2);
        // As it is while old ones are deleted: what is left of a second is not decided again with half of its facts.
        database.transaction(connection -> connection
                .prepareStatement("DELETE FROM decision WHERE request_id = 'first'")
                .executeUpdate());
        assertThat(recorded(NOON)).hasSize(1);
        assertThat(ledger.keyOf("second")).hasValue("");
    }

    private static List<String> texts(Database database, String sql) throws SQLException {
        return database.read(connection -> {
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }

    /** Facts of an operator's own. */
    record Seat(int floor) {}

    @Test
    void aLedgerOfTheFormerVersionKeepsItsRowsAndIsWrittenOn() throws Exception {
        Flyway.configure()
                .dataSource(settings().url(), null, null)
                .locations("classpath:db/migration/" + Ledger.SCHEMA)
                .table(Ledger.SCHEMA + "_schema")
                .target("2")
                .load()
                .migrate();
        String facts = RecordedFacts.of(Situations.ORDINARY);
        try (Connection connection = DriverManager.getConnection(settings().url());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO decision (request_id, time, key, policy, reason, target, by_rule, facts)"
                    + " VALUES ('old', '2026-03-10T12:30:00Z', 'team-a', 'auto', 'local-is-enough', 'local', 1, '"
                    + facts
                    + "')");
            statement.execute(
                    "INSERT INTO attempt VALUES ('before-1', 'old', '2026-03-10T12:30:00Z', 'team-a', 'chat', 'codex',"
                            + " 'auto', 'local-is-enough', 'local', 'ollama', 'ollama:llama3.2', 7, 5, 0, 0, 0, 0, 1, 0, 0, 0, NULL,"
                            + " 40, 'answered')");
        }
        Ledger ledger = ledger(settings());
        ledger.decided(decision("new", Situations.ORDINARY, outcome(Side.LOCAL, "auto", "local-is-enough")));
        ledger.found("old", "", true);
        Usages.answer(ledger, "team-a");

        assertThat(recorded(NOON))
                .extracting(
                        RecordedDecision::good, decision -> RecordedFacts.read(decision.facts(), Situations.ORDINARY))
                .containsExactlyInAnyOrder(tuple(true, Situations.ORDINARY), tuple(null, Situations.ORDINARY));
        assertThat(ledger.keyOf("old")).hasValue("team-a");
        assertThat(texts(
                        Objects.requireNonNull(ledger.database()),
                        "SELECT id || input_tokens || outcome FROM attempt WHERE request_id = 'old'"))
                .containsExactly("before-17answered");
        assertThat(texts(Objects.requireNonNull(ledger.database()), "SELECT COUNT(*) FROM attempt"))
                .containsExactly("2");
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
        off.found("one", "", true);

        assertThat(off.keyOf("one")).isEmpty();
        assertThat(off.waiting()).isZero();
    }
}

package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.oblix.chat.Charge;
import io.oblix.chat.Usage;
import io.oblix.facts.RecordedFacts;
import io.oblix.fixture.Await;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.file.Situations;
import io.oblix.server.reply.RequestIds;
import io.oblix.settings.LedgerSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several servers on one PostgreSQL. Skipped where its binaries cannot run. */
class PostgresTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static @Nullable EmbeddedPostgres postgres;

    private final List<Ledger> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException cannotRun) {
            abort("PostgreSQL cannot run here: " + cannotRun.getMessage());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @AfterEach
    void close() throws SQLException {
        open.forEach(Ledger::close);
        try (Connection connection =
                        Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE");
            statement.execute("CREATE SCHEMA public");
        }
    }

    private Ledger ledger(String url) {
        return ledger(url, InstantSource.fixed(NOON));
    }

    private Ledger ledger(String url, InstantSource clock) {
        Ledger ledger = Ledger.of(new LedgerSettings(url, Duration.ofDays(90)), List.of(), clock);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    private static String url() {
        return Objects.requireNonNull(postgres).getJdbcUrl("postgres", "postgres");
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection =
                        Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void feedbackOnAnotherServersDecisionIsKeptWithIt() throws Exception {
        Ledger one = ledger(url());
        for (String id : List.of("another", "one")) {
            one.decided(DecisionTableTest.decision(
                    id, Situations.ORDINARY, new Outcome("auto", "a rule", "no-room", null, false)));
        }
        assertThat(one.flush(PATIENCE)).isTrue();
        Ledger other = ledger(url());
        assertThat(other.keyOf("one")).hasValue("");
        other.found("one", "", true);
        assertThat(other.flush(PATIENCE)).isTrue();

        List<RecordedDecision> recorded = new ArrayList<>();
        UsageReader.decisions(new LedgerSettings(url(), Duration.ofDays(90)), NOON, recorded::add);

        assertThat(recorded).extracting(RecordedDecision::good).containsExactlyInAnyOrder(true, null);
        assertThat(recorded).allSatisfy(decision -> {
            assertThat(decision.target()).isEqualTo("reject");
            assertThat(RecordedFacts.read(decision.facts(), Situations.ORDINARY))
                    .isEqualTo(Situations.ORDINARY);
        });
    }

    @Test
    void feedbackOnAModelThatTheClientNamedIsKeptOnce() throws SQLException {
        Ledger one = ledger(url(), InstantSource.system());
        String id = RequestIds.next();
        one.ended(Usages.callFor(id, "team-a"));
        assertThat(one.flush(PATIENCE)).isTrue();
        Ledger other = ledger(url());
        assertThat(other.keyOf(id)).hasValue("team-a");
        other.found(id, "team-a", false);
        assertThat(other.flush(PATIENCE)).isTrue();
        one.found(id, "team-a", true);
        assertThat(one.flush(PATIENCE)).isTrue();

        assertThat(count("SELECT COUNT(*) FROM decision WHERE request_id = '" + id + "' AND good AND key = 'team-a'"))
                .isEqualTo(1);
        assertThat(count("SELECT COUNT(*) FROM decision")).isEqualTo(1);
    }

    @Test
    void twoServersThatWriteAtTheSameTimeLoseNothing() throws SQLException {
        Ledger one = ledger(url());
        Ledger other = ledger(url());
        int answers = 3_000;
        for (int i = 0; i < answers; i++) {
            Usages.answer(one, i % 2 == 0 ? "a" : "b");
            Usages.answer(other, i % 2 == 0 ? "b" : "a");
        }
        assertThat(one.flush(PATIENCE)).isTrue();
        assertThat(other.flush(PATIENCE)).isTrue();

        UsageReport report =
                one.usage(new UsageQuery("key", NOON.minus(Duration.ofDays(1)), NOON.plusSeconds(1), null));
        assertThat(report.rows()).extracting(UsageReport.Row::name).containsExactly("a", "b");
        assertThat(report.rows())
                .extracting(UsageReport.Row::totals)
                .containsOnly(new Totals(
                        answers,
                        0,
                        100L * answers,
                        10L * answers,
                        40L * answers,
                        3L * answers,
                        21L * answers,
                        4L * answers,
                        0,
                        0,
                        0,
                        0));
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(2L * answers);
        assertThat(count("SELECT SUM(micro_usd) FROM daily")).isEqualTo(2L * answers * 21);
        assertThat(one.database()).isNotNull();
        assertThat(one.database().isShared()).isTrue();
    }

    @Test
    void aBatchWhoseCommitWasNotConfirmedCountsOnce() throws SQLException {
        Ledger ledger = ledger(url());
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Batch batch = new Batch(
                "another",
                1,
                List.of(Call.of(1, NOON, Usages.call("k", new Charge(Usage.of(1, 1), 7, true, 0, false), null))),
                new Names());
        Database database = ledger.database();
        assertThat(database).isNotNull();

        database.transaction(batch::write);
        database.transaction(batch::write);

        assertThat(count("SELECT SUM(micro_usd) FROM daily")).isEqualTo(7);
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(1);
    }

    @Test
    void connectionsThatWereCutAreOpenedAgainAndNothingIsLost() throws SQLException {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        count("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'oblix-camel'");
        Usages.answer(ledger, "");

        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(count("SELECT SUM(requests) FROM daily")).isEqualTo(2);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    void tablesOfOthersInTheSameSchemaStayAsTheyAre() throws SQLException {
        try (Connection connection =
                        Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE invoices (id INTEGER)");
            statement.execute("INSERT INTO invoices VALUES (1)");
        }
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");

        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(count("SELECT COUNT(*) FROM invoices")).isEqualTo(1);
        assertThat(count("SELECT SUM(requests) FROM daily")).isEqualTo(1);
    }

    @Test
    void aRowThatTheDatabaseRefusesCostsNoOther() throws SQLException {
        Ledger ledger = ledger(url());
        Charge huge = new Charge(Usage.of(1, 1), Long.MAX_VALUE, true, 0, false);
        ledger.ended(Usages.call("a", huge, null));
        assertThat(ledger.flush(PATIENCE)).isTrue();
        ledger.ended(Usages.call("a", huge, null));
        for (int i = 0; i < 50; i++) {
            Usages.answer(ledger, "b");
        }

        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(ledger.lost()).isEqualTo(1);
        assertThat(ledger.state().word()).isEqualTo(LedgerState.WRITING);
        assertThat(count("SELECT SUM(requests) FROM daily WHERE key = 'b'")).isEqualTo(50);
        assertThat(count("SELECT SUM(micro_usd) FROM daily WHERE key = 'b'")).isEqualTo(50 * 21);
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(51);
    }

    /** Half of a surrogate pair cannot be written in UTF-8, and two of them become the same. */
    @Test
    void namesThatAreNoTextsAreWrittenAllTheSame() throws SQLException {
        Ledger ledger = ledger(url());
        Charge charge = new Charge(Usage.of(1, 1), 7, true, 0, false);
        ledger.ended(Usages.callOf("x\ud800", "k", charge, null));
        ledger.ended(Usages.callOf("x\ud801", "k", charge, null));
        ledger.ended(Usages.callOf("x\0", "k", charge, null));

        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(ledger.lost()).isZero();
        assertThat(count("SELECT SUM(micro_usd) FROM daily")).isEqualTo(21);
    }

    @Test
    void aWrongPasswordIsSaidInOneLineWithoutIt() throws Exception {
        EmbeddedPostgres running = Objects.requireNonNull(postgres);
        Path rules;
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP ROLE IF EXISTS clerk");
            statement.execute("CREATE ROLE clerk LOGIN PASSWORD 'right-one'");
            ResultSet file = statement.executeQuery("SHOW hba_file");
            file.next();
            rules = Path.of(file.getString(1));
            Files.writeString(rules, "host all clerk all scram-sha-256\n" + Files.readString(rules));
            statement.execute("SELECT pg_reload_conf()");
        }
        String address = "jdbc:postgresql://127.0.0.1:" + running.getPort() + "/postgres?user=clerk&password=";
        Await.until("the rule is in force", () -> isRefused(address + "another"));

        Ledger ledger = ledger(address + "hush-hush");
        Usages.answer(ledger, "");
        Await.until("it is known", () -> ledger.state().word().equals(LedgerState.FAILING));

        assertThat(ledger.state().detail())
                .contains("oblix.ledger.url has a user or a password that PostgreSQL does not accept")
                .contains("password", "clerk")
                .doesNotContain("hush", "\n");
        assertThat(ledger.health().toString()).doesNotContain("hush");
        assertThat(ledger.waiting()).isEqualTo(2);
    }

    private static boolean isRefused(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isClosed();
        } catch (SQLException refused) {
            return true;
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsSaidInOneLineWithoutThePassword() {
        Ledger ledger = ledger("jdbc:postgresql://127.0.0.1:"
                + Objects.requireNonNull(postgres).getPort() + "/nowhere?user=postgres&password=hush-hush");
        Usages.answer(ledger, "");
        Await.until("it is known", () -> ledger.state().word().equals(LedgerState.FAILING));

        assertThat(ledger.state().detail())
                .contains("oblix.ledger.url names a database that does not exist", "nowhere")
                .doesNotContain("hush", "\n");
        assertThat(ledger.waiting()).isEqualTo(2);
    }

    @Test
    void aUserWhoMayNotMakeTheTablesIsSaidInOneLine() throws SQLException {
        try (Connection connection =
                        Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP ROLE IF EXISTS guest");
            statement.execute("CREATE ROLE guest LOGIN");
            statement.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        Ledger ledger = ledger(Objects.requireNonNull(postgres).getJdbcUrl("guest", "postgres"));
        Await.until("it is known", () -> ledger.state().word().equals(LedgerState.FAILING));

        assertThat(ledger.state().detail())
                .contains("the user of oblix.ledger.url may not make or write the tables")
                .doesNotContain("\n");
    }
}

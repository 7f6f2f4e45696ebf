package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oblix.fixture.Await;
import io.oblix.problem.ServerProblem;
import io.oblix.settings.LedgerSettings;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What an operator reads, and what a client of {@code /v1/usage} gets, when the ledger's database is not as it should be. */
@Isolated("it reads all that is logged")
class LedgerTroubleTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:30:00Z");
    private static final UsageQuery QUERY = new UsageQuery("key", NOON.minus(Duration.ofDays(7)), NOON, null);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** As usual, a tenth of it: a reader gives up before one who waits for the lock does. */
    private static final LedgerWriter.Pace PACE = new LedgerWriter.Pace(100, 100, Duration.ofMillis(200));

    private static final int LOCKED_MILLIS = 500;

    /** A reader waits for the settling, a connection and a lock. */
    private static final Duration SHORT = Duration.ofSeconds(6);

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<Ledger> open = new ArrayList<>();

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
    }

    @AfterEach
    void close() {
        root.detachAppender(lines);
        open.forEach(Ledger::close);
    }

    private Ledger ledger(String url) {
        Ledger ledger = Ledger.of(
                new LedgerSettings(url, Duration.ofDays(90)), List.of("budget"), InstantSource.fixed(NOON), PACE);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    private String url() {
        return "jdbc:sqlite:" + file() + "?busy_timeout=50";
    }

    /** Another process that has locked it is waited for longer than a reader waits. */
    private String patientUrl() {
        return "jdbc:sqlite:" + file() + "?busy_timeout=" + LOCKED_MILLIS;
    }

    private static void await(Ledger ledger, String word) {
        Await.until("it is " + word, () -> ledger.state().word().equals(word));
    }

    /** The one line, which has no stack; the server prints none of the driver's own. */
    private String warning() {
        Await.until("it is logged", () -> !lines().isEmpty());
        assertThat(lines()).hasSize(1).first().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getThrowableProxy()).isNull();
            assertThat(line.getFormattedMessage()).doesNotContain("\n");
        });
        return lines().get(0).getFormattedMessage();
    }

    private List<ILoggingEvent> lines() {
        return lines.list.stream()
                .filter(line -> !line.getLoggerName().startsWith("org.postgresql"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void aNewFileThatIsLockedAtTheStartIsOneLineAndUsedLater(String journal) throws SQLException {
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA journal_mode=" + journal);
            statement.execute("CREATE TABLE of_another (id INTEGER)");
            statement.execute("BEGIN EXCLUSIVE");
            Ledger ledger = ledger(url());
            Usages.answer(ledger, "team-a");
            await(ledger, LedgerState.FAILING);
            assertThat(warning())
                    .contains(file().toString(), "another process has locked the file", "Requests are answered")
                    .contains("wait in memory until it can be");
            assertThat(ledger.health().path("detail").asText()).contains("another process has locked the file");
            assertThat(ledger.waiting()).isEqualTo(2);

            statement.execute("ROLLBACK");
            assertThat(ledger.flush(PATIENCE)).isTrue();
            assertThat(ledger.usage(QUERY).rows())
                    .extracting(UsageReport.Row::name)
                    .containsExactly("team-a");
        }
    }

    @Test
    void sumsAreReadWhileAnotherProcessHoldsTheLockForWriting() throws SQLException {
        Ledger before = ledger(url());
        Usages.answer(before, "team-a");
        assertThat(before.flush(PATIENCE)).isTrue();
        before.close();
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            Ledger ledger = ledger(url());
            Usages.answer(ledger, "team-b");
            await(ledger, LedgerState.FAILING);

            UsageReport report = ledger.usage(QUERY);
            assertThat(report.rows()).extracting(UsageReport.Row::name).containsExactly("team-a");
            assertThat(report.json().path("waiting").asInt()).isEqualTo(2);

            statement.execute("ROLLBACK");
            assertThat(ledger.flush(PATIENCE)).isTrue();
            assertThat(ledger.usage(QUERY).rows())
                    .extracting(UsageReport.Row::name)
                    .containsExactly("team-a", "team-b");
            assertThat(ledger.usage(QUERY).json().has("waiting")).isFalse();
        }
    }

    @Test
    void aFileThatCannotBeReadEitherIsRefusedSoonWithATimeToTryAgain() throws SQLException {
        Ledger ledger = ledger(url());
        assertThat(ledger.flush(PATIENCE)).isTrue();
        ledger.close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            Ledger locked = ledger(patientUrl());
            List<ServerProblem> refusals = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long since = System.nanoTime();
                refusals.add(catchThrowableOfType(ServerProblem.class, () -> locked.usage(QUERY)));
                assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(SHORT);
            }

            assertThat(refusals).allSatisfy(problem -> {
                assertThat(problem.status()).isEqualTo(503);
                assertThat(problem.retryAfter()).isPositive();
            });
            await(locked, LedgerState.FAILING);
            assertThat(catchThrowableOfType(ServerProblem.class, () -> locked.usage(QUERY)))
                    .hasMessageContaining("another process has locked the file");
        }
    }

    @Test
    void aFileThatIsLockedWhileItRunsIsReadOrRefusedSoon() throws SQLException {
        Ledger ledger = ledger(patientUrl());
        Usages.answer(ledger, "team-a");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            Usages.answer(ledger, "team-a");
            long since = System.nanoTime();
            assertThat(ledger.usage(QUERY).total().requests()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(SHORT);
            await(ledger, LedgerState.FAILING);
            statement.execute("ROLLBACK");
        }
        await(ledger, LedgerState.WRITING);
        assertThat(ledger.usage(QUERY).total().requests()).isEqualTo(2);
    }

    /** It opens as one that is not, and fails only where the damage is. */
    @Test
    void aFileThatIsDamagedInItsMiddleHasTheLedgerInMemoryUntilAnotherIsThere() throws Exception {
        Ledger before = ledger(url());
        for (int i = 0; i < 2_000; i++) {
            Usages.answer(before, "team-a");
        }
        assertThat(before.flush(PATIENCE)).isTrue();
        before.close();
        byte[] content = Files.readAllBytes(file());
        Arrays.fill(content, 20 * 4_096, content.length, (byte) 'Z');
        Files.write(file(), content);

        Ledger ledger = ledger(url());
        Usages.answer(ledger, "team-b");
        await(ledger, LedgerState.MEMORY);
        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(ledger.usage(QUERY).total().requests()).isEqualTo(1);
        assertThat(ledger.state().detail()).contains("malformed");

        Files.delete(file());
        await(ledger, LedgerState.WRITING);
        assertThat(ledger.flush(PATIENCE)).isTrue();
        assertThat(ledger.usage(QUERY).total().requests()).isEqualTo(1);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    void whatWaitsWhileAServerStopsIsSaidToBeMissing() {
        Ledger ledger = ledger("jdbc:postgresql://127.0.0.1:1/oblix");
        await(ledger, LedgerState.FAILING);
        Usages.answer(ledger, "team-a");
        ledger.close();

        assertThat(ledger.lost()).isEqualTo(2);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("2 calls and requests are missing in the ledger");
    }

    @Test
    void theEndOfADayInTheMiddleOfABatchPartsItsSums() {
        DatabaseUrl url = Objects.requireNonNull(DatabaseUrl.of(url()));
        Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
        List<Entry> both =
                List.of(Call.of(1, midnight.minusNanos(1), Usages.call("k")), Call.of(2, midnight, Usages.call("k")));
        try (Database database = new Database(url, List.of(Ledger.SCHEMA))) {
            database.open(url);
            database.transaction(new Batch("one", 1, both, new Names())::write);
            UsageReport report = database.read(connection -> new UsageTables(Duration.ofDays(90), 1)
                    .report(
                            connection,
                            new UsageQuery("day", midnight.minusSeconds(60), midnight.plusSeconds(60), null),
                            midnight));

            assertThat(report.rows())
                    .extracting(row -> row.name() + " " + row.totals().microUsd())
                    .containsExactly("2026-03-10 21", "2026-03-11 21");
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Its driver takes the next one for begun, and would write each statement by itself. */
    @Test
    void aTransactionAfterOneThatCouldNotBeginIsWrittenAsAWholeOrNotAtAll() throws SQLException {
        DatabaseUrl url = Objects.requireNonNull(DatabaseUrl.of(url()));
        try (Database database = new Database(url, List.of(Ledger.SCHEMA));
                Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            database.open(url);
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(database::probe).hasMessageContaining("locked");
            statement.execute("ROLLBACK");

            assertThatThrownBy(() -> database.transaction(connection -> {
                        connection.createStatement().execute("INSERT INTO writer VALUES ('half', 1, 'now')");
                        throw new SQLException("in the middle");
                    }))
                    .hasMessage("in the middle");

            try (ResultSet half = statement.executeQuery("SELECT COUNT(*) FROM writer WHERE id = 'half'")) {
                assertThat(half.getInt(1)).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://me:hush@127.0.0.1:1/oblix, has a user before its host",
        "jdbc:postgresql://me:hu/hush@127.0.0.1:1/oblix, has a user before its host",
        "jdbc:postgresql://127.0.0.1:54x/oblix?password=hush, is none that PostgreSQL's driver understands",
        "jdbc:postgresql:/127.0.0.1/oblix?password=hush, is none that PostgreSQL's driver understands",
        "jdbc:postgresql://nowhere.invalid/oblix?password=hush, names a host that is not known",
        "jdbc:postgresql://127.0.0.1:1/oblix?password=hush, nothing answers at the host and port",
        "jdbc:postgresql://127.0.0.1:1/oblix&password=hush, nothing answers at the host and port"
    })
    void anAddressThatCannotBeUsedIsOneLineWithoutThePassword(String url, String what) {
        Ledger ledger = ledger(url);
        await(ledger, LedgerState.FAILING);

        assertThat(warning())
                .contains("oblix.ledger.url", what, "Requests are answered all the same")
                .doesNotContain("hush");
        assertThat(ledger.health().toString())
                .contains("oblix.ledger.url", what)
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgres://me:hush@db/oblix", "postgresql://me:hush@db/oblix", "hush"})
    void anAddressOfNoKnownKindIsOneLineWithoutIt(String url) {
        Ledger ledger = ledger(url);
        await(ledger, LedgerState.MEMORY);

        assertThat(warning()).contains("oblix.ledger.url", "is kept in memory").doesNotContain("hush");
        assertThat(ledger.health().toString()).contains("oblix.ledger.url").doesNotContain("hush");
    }
}

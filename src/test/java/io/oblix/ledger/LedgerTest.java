package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.oblix.chat.Charge;
import io.oblix.chat.Usage;
import io.oblix.fixture.Await;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.LedgerSettings;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class LedgerTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration KEEP = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final InstantSource clock = () -> Objects.requireNonNull(now.get());
    private final List<Ledger> open = new ArrayList<>();

    private Ledger ledger(String url) {
        Ledger ledger = Ledger.of(new LedgerSettings(url, KEEP), List.of(), clock);
        open.add(ledger);
        ledger.start();
        return ledger;
    }

    /** It waits for a lock no longer than a test needs. */
    private String url() {
        return "jdbc:sqlite:" + folder.resolve("home/.oblix/ledger.db") + "?busy_timeout=250";
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    private Totals total(Ledger ledger) {
        return rows(ledger, "model").stream().map(UsageReport.Row::totals).reduce(Totals.NONE, Totals::plus);
    }

    private List<UsageReport.Row> rows(Ledger ledger, String by) {
        assertThat(ledger.flush(PATIENCE)).isTrue();
        return ledger.usage(new UsageQuery(by, clock.instant().minus(Duration.ofDays(7)), clock.instant(), null))
                .rows();
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    @Test
    void whatHasEndedStandsInTheTablesOfAFileThatIsMadeWithItsFolder() throws SQLException {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "team-a");
        assertThat(ledger.flush(PATIENCE)).isTrue();

        assertThat(ledger.state().word()).isEqualTo(LedgerState.WRITING);
        assertThat(count("SELECT COUNT(*) FROM attempt WHERE key = 'team-a' AND micro_usd = 21 AND input_tokens = 100"
                        + " AND time = '2026-03-10T12:30:00Z' AND outcome = 'answered' AND dialect = 'chat'"
                        + " AND request_id = 'req_1' AND model = 'openai:gpt-4o-mini' AND first_token_ms = 15"))
                .isEqualTo(1);
        assertThat(count("SELECT requests FROM daily WHERE day = '2026-03-10' AND client = 'codex'"))
                .isEqualTo(1);
    }

    @Test
    void sumsAreMadeByKeyModelDayAndClient() {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "team-a");
        Usages.answer(ledger, "team-a");
        now.set(NOON.plus(Duration.ofDays(1)));
        Usages.answer(ledger, "team-b");

        Totals one = new Totals(1, 0, 100, 10, 40, 3, 21, 4, 0, 0, 0, 0);
        assertThat(rows(ledger, "key"))
                .containsExactly(new UsageReport.Row("team-a", one.plus(one)), new UsageReport.Row("team-b", one));
        assertThat(rows(ledger, "day"))
                .containsExactly(
                        new UsageReport.Row("2026-03-10", one.plus(one)), new UsageReport.Row("2026-03-11", one));
        assertThat(rows(ledger, "model"))
                .containsExactly(new UsageReport.Row(Usages.MODEL, one.plus(one).plus(one)));
        assertThat(rows(ledger, "client"))
                .containsExactly(new UsageReport.Row("codex", one.plus(one).plus(one)));
    }

    @Test
    void theHourThatTheTimeAskedForBeginsInIsTheFirst() {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        now.set(NOON.plus(Duration.ofHours(2)));
        Usages.answer(ledger, "");
        ledger.flush(PATIENCE);

        UsageReport report =
                ledger.usage(new UsageQuery("key", clock.instant().minus(Duration.ofHours(1)), clock.instant(), null));

        assertThat(report.since()).isEqualTo(Instant.parse("2026-03-10T13:00:00Z"));
        assertThat(report.rows()).extracting(UsageReport.Row::name).containsExactly("none");
        assertThat(report.rows().get(0).totals().requests()).isEqualTo(1);
    }

    @Test
    void aFailedCallIsWasteAndTheAnswerOfAnotherIsNot() {
        Ledger ledger = ledger(url());
        Charge broken = new Charge(Usage.estimated(100, 5, 0), 18, true, -18, true);
        Charge answered = new Charge(Usage.of(100, 10), 21, true, 0, false);
        ledger.ended(Usages.call("", broken, new UpstreamProblem(FailureKind.CUT_OFF, Usages.MODEL, "was cut off")));
        ledger.ended(Usages.call("", answered, null));
        ledger.ended(Usages.request("", Usage.of(100, 10), null, broken, answered));

        assertThat(total(ledger)).isEqualTo(new Totals(1, 0, 100, 10, 0, 0, 39, -18, 105, 18, 0, 0));
    }

    /** The answer of a stream that another call continued names one usage, which is that of neither call. */
    @Test
    void anAnswerOfTwoCallsCountsWithTheUsageThatItNames() {
        Ledger ledger = ledger(url());
        Charge broken = new Charge(Usage.estimated(100, 5, 0), 18, true, -18, true);
        Charge rest = new Charge(Usage.of(130, 10), 25, true, 0, false);
        ledger.ended(Usages.call("", broken, new UpstreamProblem(FailureKind.CUT_OFF, Usages.MODEL, "was cut off")));
        ledger.ended(Usages.call("", rest, null));
        ledger.ended(Usages.request("", Usage.of(100, 15), null, broken, rest));

        Totals total = total(ledger);
        assertThat(total.inputTokens()).isEqualTo(100);
        assertThat(total.outputTokens()).isEqualTo(15);
        assertThat(total.wastedTokens()).isEqualTo(105 + 140 - 115);
        assertThat(total.microUsd()).isEqualTo(43);
    }

    @Test
    void callsOfARequestThatFailedAfterThemAreWaste() {
        Ledger ledger = ledger(url());
        Charge first = new Charge(Usage.of(100, 10), 21, true, 0, false);
        ledger.ended(Usages.call("", first, null));
        ledger.ended(
                Usages.request("", Usage.NONE, new UpstreamProblem(FailureKind.FAILED, Usages.MODEL, "failed"), first));

        assertThat(total(ledger)).isEqualTo(new Totals(1, 1, 0, 0, 0, 0, 21, -21, 110, 21, 0, 0));
    }

    @Test
    void anAnswerWhoseClientLeftIsNeitherFailedNorWaste() {
        Ledger ledger = ledger(url());
        Charge part = new Charge(Usage.estimated(100, 4, 0), 17, true, 0, false);
        ledger.ended(Usages.call("", part, new ClientDisconnected()));
        ledger.ended(Usages.request("", Usage.NONE, new ClientDisconnected(), part));

        assertThat(total(ledger)).isEqualTo(new Totals(1, 0, 100, 4, 0, 0, 17, 0, 0, 0, 0, 0));
    }

    @Test
    void aModelWithoutAPriceIsNamed() {
        Ledger ledger = ledger(url());
        ledger.ended(Usages.call("", new Charge(Usage.of(1, 1), 0, false, 0, false), null));
        ledger.flush(PATIENCE);

        UsageReport report = ledger.usage(new UsageQuery("key", NOON.minusSeconds(60), NOON, null));

        assertThat(report.unpriced()).containsExactly(Usages.MODEL);
        assertThat(report.json().path("unpriced").path(0).asText()).isEqualTo(Usages.MODEL);
    }

    @Test
    void aBatchThatIsWrittenAgainCountsOnce() throws SQLException {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        ledger.flush(PATIENCE);
        Batch batch = new Batch("another", 1, List.of(Call.of(1, NOON, Usages.call(""))), new Names());
        Database database = ledger.database();
        assertThat(database).isNotNull();

        database.transaction(batch::write);
        database.transaction(batch::write);

        assertThat(total(ledger).microUsd()).isEqualTo(2 * 21);
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(2);
    }

    @Test
    void twoServersOnOneFileLoseNothing() {
        Ledger one = ledger(url());
        assertThat(one.flush(PATIENCE)).isTrue();
        Ledger other = ledger(url());
        for (int i = 0; i < 500; i++) {
            Usages.answer(one, "a");
            Usages.answer(other, "b");
        }
        assertThat(one.flush(PATIENCE)).isTrue();

        assertThat(rows(other, "key"))
                .extracting(row -> row.totals().requests())
                .containsExactly(500L, 500L);
    }

    @Test
    void anOptionInTheAddressTakesPrecedenceOverTheUsualOne() throws SQLException {
        Ledger ledger = ledger(url());
        assertThat(ledger.flush(PATIENCE)).isTrue();

        long millis = Objects.requireNonNull(ledger.database()).read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA busy_timeout")) {
                result.next();
                return result.getLong(1);
            }
        });
        assertThat(millis).isEqualTo(250);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLockedFileIsWrittenOnceItIsFree() throws SQLException {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        try (Connection lock = DriverManager.getConnection(url());
                Statement statement = lock.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            Usages.answer(ledger, "");
            Await.until("the lock was met", () -> ledger.state().word().equals(LedgerState.FAILING));
            assertThat(ledger.state().detail()).contains("locked");
            assertThat(ledger.waiting()).isEqualTo(2);
            statement.execute("ROLLBACK");
        }

        assertThat(total(ledger).requests()).isEqualTo(2);
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.state().word()).isEqualTo(LedgerState.WRITING);
    }

    @Test
    void aFileThatWasDeletedIsMadeAgain() throws Exception {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        try (var files = Files.list(folder.resolve("home/.oblix"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Usages.answer(ledger, "");

        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(1);
    }

    /** As a pool makes one that opens a connection at that moment. */
    @Test
    void anotherFileInThePlaceOfTheDeletedOneIsOpened() throws Exception {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Path file = folder.resolve("home/.oblix/ledger.db");
        Files.move(file, folder.resolve("moved.db"));
        Files.createFile(file);
        Usages.answer(ledger, "");

        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFileThatIsGoneForAWhileIsWrittenOnceItIsBack() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path nothing = Files.writeString(folder.resolve("nothing"), "a file where the folder should be");
        pointHomeTo(disk);
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        pointHomeTo(nothing);
        Usages.answer(ledger, "");
        Await.until("it is missed", () -> ledger.state().word().equals(LedgerState.FAILING));
        assertThat(ledger.waiting()).isEqualTo(2);

        pointHomeTo(disk);

        assertThat(total(ledger).requests()).isEqualTo(2);
        assertThat(ledger.lost()).isZero();
        assertThat(count("SELECT SUM(requests) FROM daily")).isEqualTo(2);
    }

    private void pointHomeTo(Path target) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Files.move(link, folder.resolve("home"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Without a ledger, whose own thread would apply a retention in between. */
    @Test
    void aClockThatWasPutBackStopsNoRetention() throws SQLException {
        DatabaseUrl url = Objects.requireNonNull(DatabaseUrl.of(url()));
        try (Database database = new Database(url, List.of(Ledger.SCHEMA))) {
            database.open(url);
            Retention retention = new Retention(database, KEEP, clock);
            now.set(NOON.plus(Duration.ofDays(400)));
            retention.apply();
            now.set(NOON);
            Instant old = NOON.minus(KEEP).minusSeconds(1);
            Call call = Call.of(1, old, Usages.call(""));
            database.transaction(new Batch("another", 1, List.of(call), new Names())::write);
            assertThat(count("SELECT COUNT(*) FROM attempt")).isEqualTo(1);

            retention.apply();

            assertThat(count("SELECT COUNT(*) FROM attempt")).isZero();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDiskThatFillsUpKeepsWhatHasEndedWaiting() {
        Ledger before = ledger(url());
        assertThat(before.flush(PATIENCE)).isTrue();
        before.close();
        // No more pages than the file has already.
        Ledger ledger = ledger(url() + "&max_page_count=1");
        assertThat(ledger.flush(PATIENCE)).isTrue();

        int answers = 500;
        for (int i = 0; i < answers; i++) {
            Usages.answer(ledger, "");
        }
        Await.until("it is full", () -> ledger.state().word().equals(LedgerState.FAILING));

        assertThat(ledger.state().detail()).contains("full");
        assertThat(ledger.waiting()).isEqualTo(2 * answers);
        assertThat(ledger.lost()).isZero();
        Set<String> seen = new HashSet<>();
        long untilNanos = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
        while (System.nanoTime() < untilNanos) {
            seen.add(ledger.state().word());
        }
        assertThat(seen).as("it opens for each try, which is no news").containsExactly(LedgerState.FAILING);
    }

    /** It may have room again, so the file is waited for and not replaced by a ledger in memory. */
    @Test
    void aDiskThatIsFullFromTheStartMakesNoFileUseless() {
        SQLiteException full = new SQLiteException("database or disk is full", SQLiteErrorCode.SQLITE_FULL);

        assertThat(UnusableFile.is(new IllegalStateException(full))).isFalse();
        assertThat(UnusableFile.is(new SQLiteException("read only", SQLiteErrorCode.SQLITE_READONLY)))
                .isTrue();
    }

    @Test
    void aFileThatCannotBeMadeHasTheLedgerInMemory() throws Exception {
        Files.writeString(folder.resolve("home"), "a file where the folder should be");
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");

        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(ledger.state().word()).isEqualTo(LedgerState.MEMORY);
        assertThat(ledger.state().detail()).contains("ledger.db");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFileThatCanBeUsedLaterGetsWhatMemoryHad() throws Exception {
        Path home = folder.resolve("home");
        Files.writeString(home, "a file where the folder should be");
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "team-a");
        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(ledger.state().word()).isEqualTo(LedgerState.MEMORY);

        Files.delete(home);
        Await.until("the file is used", () -> ledger.state().word().equals(LedgerState.WRITING));
        Usages.answer(ledger, "team-a");

        assertThat(total(ledger).requests()).isEqualTo(2);
        assertThat(count("SELECT COUNT(*) FROM attempt WHERE key = 'team-a'")).isEqualTo(2);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLedgerThatIsBeingOpenedSaysSoAndHasTwoReadersAtMost() throws Exception {
        Ledger ledger = Ledger.of(new LedgerSettings(url(), KEEP), List.of(), clock);
        UsageQuery query = new UsageQuery("model", NOON.minus(Duration.ofDays(7)), NOON, null);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<ServerProblem>> refusals = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            refusals.add(threads.submit(() -> catchThrowableOfType(ServerProblem.class, () -> ledger.usage(query))));
        }
        List<ServerProblem> refused = new ArrayList<>();
        for (Future<ServerProblem> refusal : refusals) {
            refused.add(refusal.get());
        }
        threads.shutdownNow();

        assertThat(refused)
                .allSatisfy(problem -> assertThat(problem.status()).isEqualTo(503))
                .allSatisfy(problem -> assertThat(problem.retryAfter()).isPositive())
                .extracting(ServerProblem::code)
                .containsExactlyInAnyOrder("ledger_opening", "ledger_opening", "ledger_busy", "ledger_busy");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDamagedFileHasTheLedgerInMemory() throws Exception {
        Path file = folder.resolve("home/.oblix/ledger.db");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "not a database, but long enough to look like one\n".repeat(100));
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");

        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(ledger.state().word()).isEqualTo(LedgerState.MEMORY);
        assertThat(file).content().startsWith("not a database");
    }

    @Test
    void anAddressOfAnotherKindHasTheLedgerInMemory() {
        Ledger ledger = ledger("banana");
        Usages.answer(ledger, "");

        assertThat(total(ledger).requests()).isEqualTo(1);
        assertThat(ledger.state().word()).isEqualTo(LedgerState.MEMORY);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDatabaseThatDoesNotAnswerCostsNoAnswerAndIsBoundedInMemory() {
        Ledger ledger = ledger("jdbc:postgresql://127.0.0.1:1/oblix?user=oblix&password=hush-hush");
        for (int i = 0; i < EntryQueue.MAX_WAITING; i++) {
            Usages.answer(ledger, "");
        }
        Await.until("it is known", () -> ledger.state().word().equals(LedgerState.FAILING));

        assertThat(ledger.state().where()).isEqualTo("jdbc:postgresql://127.0.0.1:1/oblix");
        assertThat(ledger.health().toString()).doesNotContain("hush");
        assertThat(ledger.waiting()).isLessThanOrEqualTo(EntryQueue.MAX_WAITING + 4_000);
        assertThat(ledger.lost() + ledger.waiting()).isEqualTo(2L * EntryQueue.MAX_WAITING);
    }

    @Test
    void singleCallsAreKeptForSoLongAndDaysForGood() throws SQLException {
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        now.set(NOON.plus(KEEP).plus(Duration.ofHours(1)));
        Usages.answer(ledger, "");
        assertThat(ledger.flush(PATIENCE)).isTrue();
        Await.until("the old call is gone", () -> countQuietly("SELECT COUNT(*) FROM attempt") == 1);

        assertThat(count("SELECT COUNT(*) FROM hourly")).isEqualTo(1);
        assertThat(count("SELECT COUNT(*) FROM daily")).isEqualTo(2);
        UsageReport report = ledger.usage(new UsageQuery("day", NOON.minus(Duration.ofDays(1)), clock.instant(), null));
        assertThat(report.since()).isEqualTo(Instant.parse("2026-03-09T00:00:00Z"));
        assertThat(report.rows()).hasSize(2);
    }

    private long countQuietly(String sql) {
        try {
            return count(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void namesThatClientsMakeUpAreBounded() {
        Names names = new Names();
        int madeUp = 0;
        while (names.model("made-up-" + madeUp, false).equals("made-up-" + madeUp)) {
            madeUp++;
        }

        assertThat(madeUp).isEqualTo(Names.MAX_KNOWN / 2);
        for (int i = 0; i < Names.MAX_KNOWN / 2; i++) {
            assertThat(names.model("model-" + i, true)).isEqualTo("model-" + i);
        }
        assertThat(names.model("one more", true)).isEqualTo(Names.OTHER);
        assertThat(names.model("model-7", true)).isEqualTo("model-7");
    }

    @Test
    void namesOfKeysAreKeptHoweverManyModelsAreMadeUp() {
        Ledger ledger = ledger(url());
        UpstreamProblem unknown = new UpstreamProblem(FailureKind.FAILED, Usages.MODEL, "no such model");
        for (int i = 0; i < 2 * Names.MAX_KNOWN; i++) {
            ledger.ended(Usages.callOf("made-up-" + i, "attacker", Charge.NONE, unknown));
        }
        Usages.answer(ledger, "team-a");

        assertThat(rows(ledger, "key")).extracting(UsageReport.Row::name).contains("attacker", "team-a");
        assertThat(rows(ledger, "model"))
                .hasSizeLessThanOrEqualTo(Names.MAX_KNOWN)
                .extracting(UsageReport.Row::name)
                .contains(Usages.MODEL, Names.OTHER);
    }

    @Test
    void aClosedLedgerHasWrittenAll() throws SQLException {
        Ledger ledger = ledger(url());
        for (int i = 0; i < 10_000; i++) {
            Usages.answer(ledger, "");
        }
        ledger.close();

        assertThat(count("SELECT SUM(requests) FROM daily")).isEqualTo(10_000);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    void anotherProcessReadsTheFileWhileItIsWritten() throws Exception {
        LedgerSettings settings = new LedgerSettings(url(), KEEP);
        UsageQuery query = new UsageQuery("key", NOON.minus(Duration.ofDays(1)), NOON.plusSeconds(1), null);
        assertThatThrownBy(() -> UsageReader.read(settings, query))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("There is no ledger yet");
        Ledger ledger = ledger(url());
        Usages.answer(ledger, "team-a");
        assertThat(ledger.flush(PATIENCE)).isTrue();

        UsageReport report = UsageReader.read(settings, query);

        assertThat(report.rows()).extracting(UsageReport.Row::name).containsExactly("team-a");
        assertThat(ledger.state().word()).isEqualTo(LedgerState.WRITING);
    }
}

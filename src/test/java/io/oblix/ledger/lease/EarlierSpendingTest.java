package io.oblix.ledger.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.budget.Budgets;
import io.oblix.budget.Reservation;
import io.oblix.budget.Shortage;
import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.fixture.Await;
import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.LedgerState;
import io.oblix.settings.LedgerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierSpendingTest {

    private static final long LIMIT = 1_000_000;

    @TempDir
    private Path folder;

    /** A process with a budget and a ledger. */
    private static final class Server implements AutoCloseable {

        final Ledger ledger;
        final Budgets budgets = new Budgets(
                new Budget(LIMIT, LIMIT, WhenSpent.LOCAL),
                InstantSource.system(),
                System::nanoTime,
                TimeUnit.MINUTES.toNanos(10),
                null,
                warned -> {});
        final EarlierSpending earlier;

        Server(String url) {
            ledger = Ledger.of(new LedgerSettings(url, Duration.ofDays(90)), List.of("budget"), InstantSource.system());
            earlier = EarlierSpending.read(ledger, Duration.ZERO, budgets, () -> true);
        }

        void spend(long microUsd) {
            ((Reservation) budgets.reserve("", Budget.NONE, microUsd, microUsd, false)).settle(microUsd);
            AttemptRecordDraft call =
                    new AttemptRecordDraft(new Place(new ModelName("openai", "paid"), "http://paid"), Side.CLOUD);
            call.charge = new Charge(Usage.NONE, microUsd, true, 0, false);
            ledger.ended(call.record());
        }

        void awaitKnown() {
            Await.until("it is known", () -> budgets.isKnown());
        }

        /** Of the day and of the month. */
        List<Long> spent() {
            return budgets.standings().stream()
                    .map(standing -> standing.spentMicroUsd())
                    .toList();
        }

        @Override
        public void close() {
            ledger.close();
        }
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("ledger.db") + "?busy_timeout=100";
    }

    private void spendBefore(long microUsd) {
        try (Server before = new Server(url())) {
            before.awaitKnown();
            before.spend(microUsd);
        }
    }

    @Test
    void whatWasSpentBeforeIsAddedOnceWhenAFileThatWasLockedIsFree() throws Exception {
        spendBefore(400_000);
        try (Connection lock = DriverManager.getConnection(url());
                Statement statement = lock.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try (Server server = new Server(url())) {
                assertThat(server.earlier.isAwaited()).isTrue();
                server.awaitKnown();
                assertThat(server.earlier.isAwaited()).isFalse();
                server.spend(100_000);
                assertThat(server.spent()).containsExactly(100_000L, 100_000L);

                statement.execute("ROLLBACK");
                Await.until("it is written", () -> server.ledger.state().word().equals(LedgerState.WRITING));
                server.spend(50_000);
                assertThat(server.ledger.flush(Duration.ofSeconds(30))).isTrue();

                assertThat(server.spent()).containsExactly(550_000L, 550_000L);
            }
        }
        try (Server next = new Server(url())) {
            next.awaitKnown();
            assertThat(next.spent()).containsExactly(550_000L, 550_000L);
        }
    }

    @Test
    void whatWasSpentBeforeIsAddedWhenTheFileTakesThePlaceOfMemory() throws Exception {
        spendBefore(400_000);
        Path file = folder.resolve("ledger.db");
        Path aside = folder.resolve("aside.db");
        Files.move(file, aside);
        Files.writeString(file, "not a database, but long enough to look like one\n".repeat(100));
        try (Server server = new Server(url())) {
            server.awaitKnown();
            server.spend(100_000);
            assertThat(server.spent()).containsExactly(100_000L, 100_000L);

            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
            Await.until("the file is used", () -> server.ledger.state().word().equals(LedgerState.WRITING));
            assertThat(server.ledger.flush(Duration.ofSeconds(30))).isTrue();

            assertThat(server.spent()).containsExactly(500_000L, 500_000L);
        }
    }

    @Test
    void aSharedLedgerThatIsDownIsAwaitedAndBeginsNothing() {
        Ledger ledger = Ledger.of(
                new LedgerSettings("jdbc:postgresql://127.0.0.1:1/oblix", Duration.ofDays(90)),
                List.of("budget"),
                InstantSource.system());
        Leases leases = new Leases(Objects.requireNonNull(ledger.database()), ledger.writer());
        Budgets budgets = new Budgets(
                new Budget(LIMIT, LIMIT, WhenSpent.LOCAL),
                InstantSource.system(),
                System::nanoTime,
                1,
                leases,
                w -> {});
        EarlierSpending earlier = EarlierSpending.read(ledger, Duration.ZERO, budgets, () -> true);
        try {
            Await.until("it is down", () -> ledger.state().word().equals(LedgerState.FAILING));

            assertThat(earlier.isAwaited()).isTrue();
            assertThat(budgets.reserve("", Budget.NONE, 1, 1, false)).isInstanceOf(Shortage.class);
        } finally {
            ledger.close();
        }
    }
}

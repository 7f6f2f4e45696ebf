package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.settings.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the database of the ledger is opened. */
class DatabaseTest {

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    @TempDir
    private Path folder;

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("ledger.db");
    }

    /** Otherwise a new version would never be made. */
    @Test
    void theNewestVersionOfEachSchemaIsKnown() throws IOException {
        try (Stream<Path> schemas = Files.list(MIGRATIONS)) {
            for (Path schema : schemas.toList()) {
                assertThat(Migration.NEWEST).containsEntry(schema.getFileName().toString(), newest(schema));
            }
        }
    }

    private static String newest(Path schema) throws IOException {
        try (Stream<Path> files = Files.list(schema)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"))
                    .max(Comparator.comparingInt(Integer::parseInt))
                    .orElseThrow();
        }
    }

    @Test
    void anotherOpeningFindsItsVersion() throws SQLException {
        DatabaseUrl url = Objects.requireNonNull(DatabaseUrl.of(url()));
        for (int opening = 0; opening < 2; opening++) {
            try (Database database = new Database(url, List.of("ledger", "budget"))) {
                database.open(url);
                assertThat(database.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aVersionThatIsMissingIsMade() throws SQLException {
        DatabaseUrl url = Objects.requireNonNull(DatabaseUrl.of(url()));
        try (Database database = new Database(url, List.of("ledger"))) {
            database.open(url);
        }
        try (Database database = new Database(url, List.of("ledger", "budget"))) {
            database.open(url);
            int leases = database.read(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement
                            .executeQuery("SELECT COUNT(*) FROM budget_lease")
                            .getInt(1);
                }
            });
            assertThat(leases).isZero();
        }
    }

    @Test
    void aPauseBeforeItIsOpenedEndsWhenSomebodyAsks() {
        Ledger ledger = Ledger.of(new LedgerSettings(url(), Duration.ofDays(90)), List.of(), InstantSource.system());
        ledger.start(Duration.ofMinutes(5), Opening.UNWATCHED);
        try {
            assertThat(ledger.state().word()).isEqualTo(LedgerState.OPENING);
            assertThat(ledger.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(ledger.state().word()).isEqualTo(LedgerState.WRITING);
        } finally {
            ledger.close();
        }
    }
}

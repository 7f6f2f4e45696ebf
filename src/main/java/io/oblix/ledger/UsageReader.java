package io.oblix.ledger;

import io.oblix.ledger.DatabaseUrl.Kind;
import io.oblix.settings.LedgerSettings;
import io.oblix.settings.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Reads a ledger that another process may be writing. */
public final class UsageReader {

    /** Nobody else waits for it. */
    private static final int PATIENCE_SECONDS = 10;

    private UsageReader() {}

    /** @throws StartFailure when there is none, or it cannot be read */
    public static UsageReport read(LedgerSettings settings, UsageQuery query) throws StartFailure {
        UsageTables tables = new UsageTables(settings.retention(), PATIENCE_SECONDS);
        return open(settings, connection -> tables.report(connection, query, Instant.now()));
    }

    /**
     * Reads what policies have decided, the oldest first.
     *
     * @throws StartFailure when there is no ledger, or it cannot be read
     */
    public static void decisions(LedgerSettings settings, Instant since, Consumer<RecordedDecision> each)
            throws StartFailure {
        open(settings, connection -> {
            DecisionTable.read(connection, since, each);
            return true;
        });
    }

    private static <T> T open(LedgerSettings settings, Database.Work<T> work) throws StartFailure {
        DatabaseUrl url = DatabaseUrl.of(settings.url());
        if (settings.isOff() || url == null || url.kind() == Kind.MEMORY) {
            throw StartFailure.settings("There is no ledger to read: oblix.ledger.url is "
                    + (settings.isOff() ? "off" : "no file and no database of PostgreSQL") + ".");
        }
        Path file = url.file();
        if (file != null && !Files.exists(file)) {
            throw StartFailure.settings("There is no ledger yet at " + file + ".");
        }
        try (Database database = new Database(url, List.of(Ledger.SCHEMA))) {
            try {
                database.open(url);
                return database.read(work);
            } catch (SQLException | RuntimeException failed) {
                throw StartFailure.settings(
                        "The ledger " + url.shown() + " cannot be read: " + database.reason(failed));
            }
        }
    }
}

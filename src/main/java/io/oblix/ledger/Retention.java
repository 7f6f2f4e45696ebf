package io.oblix.ledger;

import io.oblix.ledger.DatabaseUrl.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is older than it is kept, some rows at a time, so that no other process waits long. Sums by day stay. In
 * memory the number of single calls and decisions is bounded too.
 */
final class Retention {

    static final int MAX_CALLS_IN_MEMORY = 10_000;
    static final int MAX_DECISIONS_IN_MEMORY = 2_000;

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration EVERY_IN_MEMORY = Duration.ofSeconds(10);
    private static final Duration KEEP_WRITERS = Duration.ofDays(7);
    private static final int MAX_ROWS = 5_000;

    private final Database database;
    private final Duration keep;
    private final InstantSource clock;
    private @Nullable Instant last;

    Retention(Database database, Duration keep, InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** Does nothing most of the time. */
    void apply() throws SQLException {
        Instant now = clock.instant();
        Duration every = database.url().kind() == Kind.MEMORY ? EVERY_IN_MEMORY : EVERY;
        // A clock that was put back must not stop it.
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(every))) {
            return;
        }
        int deleted = database.transaction(connection -> delete(connection, now));
        // More is left where as much was deleted as may be at once.
        last = deleted < MAX_ROWS ? now : null;
    }

    private int delete(Connection connection, Instant now) throws SQLException {
        Instant oldest = now.minus(keep);
        int deleted = delete(
                connection,
                "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE time < ? LIMIT " + MAX_ROWS + ")",
                oldest.toString());
        deleted = Math.max(
                deleted,
                delete(
                        connection,
                        "DELETE FROM decision WHERE request_id IN (SELECT request_id FROM decision WHERE time < ? LIMIT "
                                + MAX_ROWS + ")",
                        oldest.toString()));
        delete(connection, "DELETE FROM hourly WHERE hour < ?", Batch.hour(oldest));
        delete(
                connection,
                "DELETE FROM writer WHERE time < ?",
                now.minus(KEEP_WRITERS).toString());
        if (database.url().kind() == Kind.MEMORY) {
            delete(
                    connection,
                    "DELETE FROM attempt WHERE time < (SELECT time FROM attempt ORDER BY time DESC LIMIT 1 OFFSET ?)",
                    MAX_CALLS_IN_MEMORY);
            delete(
                    connection,
                    "DELETE FROM decision WHERE time < (SELECT time FROM decision ORDER BY time DESC LIMIT 1 OFFSET ?)",
                    MAX_DECISIONS_IN_MEMORY);
        }
        return deleted;
    }

    private static int delete(Connection connection, String sql, Object bound) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, bound);
            return delete.executeUpdate();
        }
    }
}

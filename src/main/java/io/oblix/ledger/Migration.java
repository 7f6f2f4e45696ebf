package io.oblix.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables of a database to their newest version. */
final class Migration {

    /** The last version below {@code db/migration} of each schema. */
    static final Map<String, String> NEWEST = Map.of(Ledger.SCHEMA, "3", "budget", "2");

    private Migration() {}

    /**
     * Flyway is asked only where there may be something to do: to find out, it loads hundreds of classes at every start.
     *
     * @param schema a folder below {@code db/migration}, with a history of its own
     * @throws SQLException when the database cannot be written
     */
    static void migrate(DataSource source, String schema) throws SQLException {
        if (isNewest(source, schema)) {
            return;
        }
        // Of a lock Flyway would log two stacks.
        lockOnce(source);
        Flyway.configure(Migration.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration/" + schema)
                .table(schema + "_schema")
                // Beside tables of others, and of another room.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static boolean isNewest(DataSource source, String schema) {
        try (Connection connection = source.getConnection();
                PreparedStatement done = connection.prepareStatement(
                        "SELECT 1 FROM " + schema + "_schema WHERE version = ? AND success = ?")) {
            done.setString(1, NEWEST.get(schema));
            done.setBoolean(2, true);
            try (ResultSet found = done.executeQuery()) {
                return found.next();
            }
        } catch (SQLException withoutHistory) {
            return false;
        }
    }

    /** A transaction of SQLite takes the lock for writing as it begins. */
    private static void lockOnce(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT 1").close();
            connection.rollback();
        }
    }
}

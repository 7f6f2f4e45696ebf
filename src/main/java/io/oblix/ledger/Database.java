package io.oblix.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.oblix.ledger.DatabaseUrl.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * The database of the ledger, and of all else that is kept there. It is opened by the ledger's own thread, perhaps long
 * after the start, and again after it was gone. Everything here blocks: nothing of it belongs on a request's way to a
 * model.
 */
public final class Database implements AutoCloseable {

    /** Something to do with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private static final int CONNECTIONS = 4;
    private static final int PATIENCE_MILLIS = 5_000;

    /** The last version below {@code db/migration} of each schema. */
    static final Map<String, String> NEWEST = Map.of(Ledger.SCHEMA, "3", "budget", "2");

    private final List<String> schemas;
    private volatile DatabaseUrl url;
    private volatile @Nullable HikariDataSource pool;
    private volatile @Nullable Object openFile;

    /** @param schemas folders below {@code db/migration}, each with a history of its own */
    Database(DatabaseUrl url, List<String> schemas) {
        this.url = url;
        this.schemas = List.copyOf(schemas);
    }

    DatabaseUrl url() {
        return url;
    }

    /** Whether other processes may use it too. */
    public boolean isShared() {
        return url.kind() == Kind.POSTGRESQL;
    }

    public boolean isOpen() {
        return pool != null;
    }

    /**
     * Opens another one from now on; the old one is closed.
     *
     * @throws SQLException when it cannot be written
     */
    synchronized void open(DatabaseUrl other) throws SQLException {
        close();
        url = other;
        makeFolder(other.file());
        if (other.kind() != Kind.POSTGRESQL) {
            SqliteLibrary.load(other.file());
        }
        HikariDataSource opened = new HikariDataSource(config(other));
        try {
            schemas.forEach(schema -> migrate(opened, schema));
            probe(opened);
        } catch (SQLException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
        openFile = identity(other.file());
        pool = opened;
    }

    /** Whether another one could be opened now; this one stays. */
    boolean canOpen(DatabaseUrl other) {
        try (Database trial = new Database(other, schemas)) {
            trial.open(other);
            return true;
        } catch (SQLException | RuntimeException notYet) {
            return false;
        }
    }

    /**
     * False where the file was deleted, so that what is written now would be lost with it. Another one in its place is not
     * it: a connection that the pool opens meanwhile makes an empty one.
     */
    boolean isThere() {
        Path file = url.file();
        Object now = identity(file);
        return file == null || (now != null && now.equals(openFile));
    }

    /** Null where there is no file. Where the system tells files not apart it is the path. */
    private static @Nullable Object identity(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException gone) {
            return null;
        }
    }

    private static void makeFolder(@Nullable Path file) throws SQLException {
        if (file != null && file.getParent() != null) {
            try {
                Files.createDirectories(file.getParent());
            } catch (IOException failed) {
                throw new UnusableFile("its folder cannot be made: " + failed.getMessage(), failed);
            }
        }
    }

    private static HikariConfig config(DatabaseUrl url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("oblix-ledger");
        config.setJdbcUrl(url.jdbc());
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setMinimumIdle(1);
        config.setMaximumPoolSize(url.kind() == Kind.MEMORY ? 1 : CONNECTIONS);
        if (url.kind() == Kind.MEMORY) {
            // Each connection would be another database.
            config.setMaxLifetime(0);
            config.setIdleTimeout(0);
        }
        if (url.kind() == Kind.POSTGRESQL) {
            config.addDataSourceProperty("ApplicationName", "oblix-camel");
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
            config.addDataSourceProperty("connectTimeout", "5");
            config.addDataSourceProperty("socketTimeout", "30");
        } else {
            pragma(config, "journal_mode", "WAL");
            pragma(config, "synchronous", "NORMAL");
            pragma(config, "busy_timeout", Integer.toString(PATIENCE_MILLIS));
            // A transaction that reads first could not write after another one did.
            pragma(config, "transaction_mode", "IMMEDIATE");
        }
        return config;
    }

    /** A property takes precedence over the same option in the address, where the operator may have set it. */
    private static void pragma(HikariConfig config, String name, String value) {
        if (!config.getJdbcUrl().matches(".*[?&]" + name + "=.*")) {
            config.addDataSourceProperty(name, value);
        }
    }

    /** Flyway is asked only where there may be something to do: to find out, it loads hundreds of classes at every start. */
    private static void migrate(DataSource source, String schema) {
        if (isNewest(source, schema)) {
            return;
        }
        Flyway.configure(Database.class.getClassLoader())
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

    /** A file that may only be read opens all the same. */
    private static void probe(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM writer WHERE id = ''");
            }
            connection.commit();
        }
    }

    /**
     * All of it is written, or nothing.
     *
     * @throws SQLException when it could not be done, or the database is not open
     */
    public <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    private static void rollBack(Connection connection, Exception failed) {
        try {
            connection.rollback();
        } catch (SQLException also) {
            failed.addSuppressed(also);
        }
    }

    /** @throws SQLException when it could not be read, or the database is not open */
    public <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            return work.with(connection);
        }
    }

    private Connection connection() throws SQLException {
        HikariDataSource open = pool;
        if (open == null) {
            throw new SQLException("the database is not open");
        }
        return open.getConnection();
    }

    /** Why it could not be done, in one line without a secret. */
    String reason(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null && !(cause instanceof UnusableFile)) {
            cause = cause.getCause();
        }
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return url.masked(message.lines().findFirst().orElse("").strip());
    }

    @Override
    public synchronized void close() {
        HikariDataSource open = pool;
        pool = null;
        if (open != null) {
            open.close();
        }
    }
}

package io.oblix.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.oblix.ledger.DatabaseUrl.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

    /** How long a query of sums may take; of SQLite, how long it may wait for one who has locked the file. */
    int patienceSeconds() {
        return isShared() ? 10 : 1;
    }

    public boolean isOpen() {
        return pool != null;
    }

    /**
     * Opens another one from now on; the old one is closed.
     *
     * @throws SQLException when it cannot be written; it is open all the same where it can be read meanwhile
     */
    synchronized void open(DatabaseUrl other) throws SQLException {
        close();
        url = other;
        HikariDataSource opened = ConnectionPool.open(other);
        try {
            for (String schema : schemas) {
                Migration.migrate(opened, schema);
            }
        } catch (SQLException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
        openFile = identity(other.file());
        pool = opened;
        try {
            probe();
        } catch (SQLException failed) {
            closeUnlessPassing(failed);
            throw failed;
        }
    }

    /** After a failure: a new connection may work where an old one does not. */
    void closeUnlessPassing(Throwable failed) {
        if (url.kind() != Kind.MEMORY && !UnusableFile.isPassing(failed)) {
            close();
        }
    }

    /**
     * Whether another one could be opened now; this one stays.
     *
     * @param whole whether all of the file is looked at, which takes seconds for a large one
     */
    boolean canOpen(DatabaseUrl other, boolean whole) {
        try (Database trial = new Database(other, schemas)) {
            trial.open(other);
            return !whole || trial.read(Database::isSound);
        } catch (SQLException | RuntimeException notYet) {
            return false;
        }
    }

    private static boolean isSound(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
            return found.next() && found.getString(1).equals("ok");
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

    /**
     * A file that may only be read, or that another process has locked, opens all the same.
     *
     * @throws SQLException when it cannot be written
     */
    void probe() throws SQLException {
        transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("DELETE FROM writer WHERE id = ''");
            }
        });
    }

    /**
     * All of it is written, or nothing.
     *
     * @throws SQLException when it could not be done, or the database is not open
     */
    public <T> T transaction(Work<T> work) throws SQLException {
        HikariDataSource open = pool();
        try (Connection connection = open.getConnection()) {
            try {
                connection.setAutoCommit(false);
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                rollBack(open, connection, failed);
                throw failed;
            }
        }
    }

    /**
     * A connection that cannot do it is not used again: where SQLite could not begin, because the file was locked, its driver
     * takes the next transaction for begun, and each of its statements would be written by itself.
     */
    private static void rollBack(HikariDataSource open, Connection connection, Exception failed) {
        try {
            connection.rollback();
        } catch (SQLException also) {
            failed.addSuppressed(also);
            open.evictConnection(connection);
        }
    }

    /** @throws SQLException when it could not be read, or the database is not open */
    public <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = pool().getConnection()) {
            return work.with(connection);
        }
    }

    private HikariDataSource pool() throws SQLException {
        HikariDataSource open = pool;
        if (open == null) {
            throw new SQLException("the database is not open");
        }
        return open;
    }

    /** Why it could not be done, in one line without a secret. */
    String reason(Throwable failed) {
        return Trouble.of(failed, url);
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

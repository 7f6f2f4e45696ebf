package io.oblix.ledger;

import io.oblix.ledger.DatabaseUrl.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Says in one line, without a secret, what is wrong with a database: an operator should know from it what to correct. */
final class Trouble {

    private static final String SETTING = "oblix.ledger.url";
    private static final String FORM = "jdbc:postgresql://host:5432/oblix?user=oblix&password=...";

    private Trouble() {}

    /**
     * Before a driver sees the address, which would quote it.
     *
     * @throws SQLException when it is none, in words that have no part of it
     */
    static void check(DatabaseUrl url) throws SQLException {
        if (url.kind() != Kind.POSTGRESQL) {
            return;
        }
        if (url.hasUserBeforeHost()) {
            throw new SQLException(
                    SETTING + " has a user before its host, which PostgreSQL's driver does not take; it takes " + FORM);
        }
        try {
            DriverManager.getDriver(url.jdbc());
        } catch (SQLException notUnderstood) {
            throw new SQLException(SETTING + " is none that PostgreSQL's driver understands, such as " + FORM);
        }
    }

    /** Why something could not be done. */
    static String of(Throwable failed, DatabaseUrl url) {
        Throwable cause = failed;
        String state = null;
        while (true) {
            state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : state;
            if (cause.getCause() == null || cause instanceof UnusableFile) {
                break;
            }
            cause = cause.getCause();
        }
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        String line = url.masked(message.lines().findFirst().orElse("").strip());
        String words = url.kind() == Kind.POSTGRESQL ? ofPostgresql(cause, state) : ofSqlite(failed);
        return words.isEmpty() ? line : words + " (" + line + ")";
    }

    private static String ofSqlite(Throwable failed) {
        return UnusableFile.has(failed, SQLiteErrorCode.SQLITE_BUSY) ? "another process has locked the file" : "";
    }

    private static String ofPostgresql(Throwable cause, @Nullable String state) {
        if (cause instanceof UnknownHostException) {
            return SETTING + " names a host that is not known";
        } else if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "nothing answers at the host and port of " + SETTING;
        } else if (cause instanceof SocketTimeoutException) {
            return "the host of " + SETTING + " does not answer in time";
        }
        return switch (Objects.requireNonNullElse(state, "")) {
            case "28P01", "28000" -> SETTING + " has a user or a password that PostgreSQL does not accept";
            case "3D000" -> SETTING + " names a database that does not exist";
            case "42501" -> "the user of " + SETTING + " may not make or write the tables";
            default -> "";
        };
    }
}

package io.oblix.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.oblix.ledger.DatabaseUrl.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Makes the connections to a database, with the options that the ledger relies on. */
final class ConnectionPool {

    private static final int CONNECTIONS = 4;
    private static final int LOCKED_MILLIS = 5_000;
    private static final int UNTIL_CONNECTED_MILLIS = 2_000;

    private ConnectionPool() {}

    /** @throws SQLException when the database does not take connections, or there can be no such one */
    static HikariDataSource open(DatabaseUrl url) throws SQLException {
        Trouble.check(url);
        makeFolder(url.file());
        if (url.kind() != Kind.POSTGRESQL) {
            SqliteLibrary.load(url.file());
        }
        Properties options = options(url);
        // By itself, because the pool wraps what is wrong, and logs it with its stack.
        DriverManager.getConnection(url.jdbc(), options).close();
        HikariConfig config = new HikariConfig();
        config.setPoolName("oblix-ledger");
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(options);
        config.setConnectionTimeout(UNTIL_CONNECTED_MILLIS);
        config.setMinimumIdle(1);
        config.setMaximumPoolSize(url.kind() == Kind.MEMORY ? 1 : CONNECTIONS);
        if (url.kind() == Kind.MEMORY) {
            // Each connection would be another database.
            config.setMaxLifetime(0);
            config.setIdleTimeout(0);
        }
        return new HikariDataSource(config);
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

    private static Properties options(DatabaseUrl url) {
        Properties options = new Properties();
        if (url.kind() == Kind.POSTGRESQL) {
            options.setProperty("ApplicationName", "oblix-camel");
            options.setProperty("reWriteBatchedInserts", "true");
            options.setProperty("connectTimeout", "5");
            options.setProperty("socketTimeout", "30");
        } else {
            pragma(options, url, "journal_mode", "WAL");
            pragma(options, url, "synchronous", "NORMAL");
            pragma(options, url, "busy_timeout", Integer.toString(LOCKED_MILLIS));
            // A transaction that reads first could not write after another one did.
            pragma(options, url, "transaction_mode", "IMMEDIATE");
        }
        return options;
    }

    /** A property takes precedence over the same option in the address, where the operator may have set it. */
    private static void pragma(Properties options, DatabaseUrl url, String name, String value) {
        if (!url.jdbc().matches(".*[?&]" + name + "=.*")) {
            options.setProperty(name, value);
        }
    }
}

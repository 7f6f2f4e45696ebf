package io.oblix.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The native library of SQLite. Its driver writes it to the folder of temporary files and loads it from there. Where that
 * folder cannot be written or forbids execution, the folder of the ledger is tried; {@code -Dorg.sqlite.tmpdir} names
 * another one.
 */
final class SqliteLibrary {

    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /** @throws SQLException when no folder is left to load it from */
    static synchronized void load(@Nullable Path file) throws SQLException {
        if (loads()) {
            return;
        }
        Path folder = file == null ? null : file.getParent();
        if (folder != null && System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder.toString());
            if (loads()) {
                return;
            }
            System.clearProperty(FOLDER);
        }
        throw new SQLException("the native library of SQLite cannot be loaded; -D" + FOLDER
                + "=FOLDER names a folder that it may be loaded from");
    }

    private static boolean loads() {
        try {
            return SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError missing) {
            return false;
        }
    }
}

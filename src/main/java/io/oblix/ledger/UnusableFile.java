package io.oblix.ledger;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A file of SQLite that will not become usable by waiting: it cannot be made or written, or is damaged. */
final class UnusableFile extends SQLException {

    private static final long serialVersionUID = 1L;

    private static final Set<Integer> CODES = Set.of(
            SQLiteErrorCode.SQLITE_PERM.code,
            SQLiteErrorCode.SQLITE_READONLY.code,
            SQLiteErrorCode.SQLITE_CORRUPT.code,
            SQLiteErrorCode.SQLITE_CANTOPEN.code,
            SQLiteErrorCode.SQLITE_NOTADB.code);

    /** The lowest byte of an extended code is the plain one. */
    private static final int PLAIN = 0xff;

    UnusableFile(String why, @Nullable Throwable cause) {
        super(why, cause);
    }

    /** Whether a failure says so of its file. */
    static boolean is(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnusableFile
                    || (cause instanceof SQLiteException known && CODES.contains(known.getResultCode().code & PLAIN))) {
                return true;
            }
        }
        return false;
    }
}

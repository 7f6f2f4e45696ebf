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

    private static final Set<Integer> DAMAGED =
            Set.of(SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_NOTADB.code);

    /** The lowest byte of an extended code is the plain one. */
    private static final int PLAIN = 0xff;

    private static final Set<Integer> PASSING = Set.of(
            SQLiteErrorCode.SQLITE_BUSY.code, SQLiteErrorCode.SQLITE_LOCKED.code, SQLiteErrorCode.SQLITE_FULL.code);

    UnusableFile(String why, @Nullable Throwable cause) {
        super(why, cause);
    }

    /** Whether a failure says so of its file. */
    static boolean is(Throwable failed) {
        return has(failed, CODES) || find(failed, UnusableFile.class) != null;
    }

    /** Whether it says that the content is no database, or no longer. */
    static boolean isDamaged(Throwable failed) {
        return has(failed, DAMAGED);
    }

    /** Whether the file cannot be written now, but read, and later written by the same connections. */
    static boolean isPassing(Throwable failed) {
        return has(failed, PASSING);
    }

    static boolean has(Throwable failed, SQLiteErrorCode code) {
        return has(failed, Set.of(code.code));
    }

    private static boolean has(Throwable failed, Set<Integer> codes) {
        SQLiteException known = find(failed, SQLiteException.class);
        return known != null && codes.contains(known.getResultCode().code & PLAIN);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failed, Class<T> type) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}

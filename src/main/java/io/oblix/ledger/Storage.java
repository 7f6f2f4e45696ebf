package io.oblix.ledger;

import io.oblix.ledger.DatabaseUrl.Kind;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the ledger is written: its database, or memory for as long as a file is of no use. For one thread. */
final class Storage {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final Database database;
    private final Opening opening;
    private final long firstLookMillis;

    /** Why it is not where it was meant to be; else empty. */
    private String why;

    /** Null unless memory stands in for a file. */
    private @Nullable StandIn standIn;

    /** Whether it was found only when it was written or read that the file is damaged: it opens all the same. */
    private boolean isDamaged;

    private boolean wasWritten;
    private boolean isTold;

    /**
     * @param why memory was chosen in place of what is set; else empty
     * @param firstLookMillis before a file that is of no use is looked at again
     */
    Storage(Database database, String why, Opening opening, long firstLookMillis) {
        this.database = database;
        this.why = why;
        this.opening = opening;
        this.firstLookMillis = firstLookMillis;
    }

    /**
     * Opens what is closed or has been replaced, so that it can be written.
     *
     * @param failing whether it could not be written the last time
     * @return what was written to memory only, and has to be written here too
     * @throws SQLException when it cannot be written
     */
    List<Entry> prepare(boolean failing) throws SQLException {
        if (database.isOpen() && !database.isThere()) {
            LOG.warn(
                    "The ledger's file {} is gone; a new one is made",
                    database.url().shown());
            database.close();
        }
        if (!database.isOpen()) {
            open();
        } else if (failing) {
            database.probe();
        }
        List<Entry> kept = standIn != null && standIn.isDue() ? leaveMemory(standIn) : List.of();
        if (!isTold && standIn == null) {
            opening.opened(database);
            isTold = true;
        }
        return kept;
    }

    /**
     * A file that is of no use is not waited for: what is known goes on in memory until it can be used. One that was
     * written before may be so again, unless it is damaged.
     */
    private void open() throws SQLException {
        DatabaseUrl url = database.url();
        if (isDamaged) {
            standIn(url, why);
            return;
        }
        try {
            database.open(url);
        } catch (SQLException | RuntimeException failed) {
            if (url.kind() != Kind.SQLITE || !(wasWritten ? UnusableFile.isDamaged(failed) : UnusableFile.is(failed))) {
                throw failed;
            }
            standIn(url, url.shown() + ": " + database.reason(failed));
        }
    }

    private void standIn(DatabaseUrl file, String reason) throws SQLException {
        why = reason;
        LOG.warn("The ledger is kept in memory until its file can be used ({})", why);
        database.open(DatabaseUrl.IN_MEMORY);
        standIn = new StandIn(file, firstLookMillis);
        tellDelay();
    }

    /** Where the file can be used by now it gets what memory has, and all that comes. */
    private List<Entry> leaveMemory(StandIn memory) throws SQLException {
        if (!database.canOpen(memory.file(), isDamaged)) {
            return List.of();
        }
        database.open(memory.file());
        standIn = null;
        isDamaged = false;
        why = "";
        List<Entry> kept = memory.kept();
        LOG.info(
                "The ledger {} can be used now; it gets the {} calls and requests that were kept in memory",
                memory.file().shown(),
                kept.size());
        return kept;
    }

    /** How the ledger is as long as it is written. */
    LedgerState good() {
        String word = database.url().kind() == Kind.MEMORY ? LedgerState.MEMORY : LedgerState.WRITING;
        return new LedgerState(word, database.url().shown(), why);
    }

    /**
     * These are written.
     *
     * @return how many of them will be missing where they should be
     */
    int written(List<Entry> entries) {
        wasWritten = true;
        return standIn == null ? 0 : standIn.keep(entries);
    }

    /** It is as it was, or closed. */
    void failed(Throwable failure) {
        if (database.url().kind() == Kind.SQLITE && UnusableFile.isDamaged(failure)) {
            isDamaged = true;
            why = database.url().shown() + ": " + database.reason(failure);
        }
        database.closeUnlessPassing(failure);
        tellDelay();
    }

    private void tellDelay() {
        if (!isTold) {
            opening.delayed();
        }
    }
}

package io.oblix.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what has ended, about once a second, on a thread of its own. What comes faster than it can be written, or while
 * the database is gone, waits in a bounded {@link EntryQueue}. No request waits for any of this.
 */
final class LedgerWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final int MAX_BATCH = 4_000;
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** The states of SQL that say that a value is at fault, and will be again: 21, 22 and 23. */
    private static final Pattern CONTENT = Pattern.compile("2[123].*");

    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(5);

    /**
     * How long what is waited for.
     *
     * @param batchMillis between two batches, unless somebody waits for what is in them
     * @param pauseMillis before a database that failed is tried again for the first time; later it is longer
     * @param settle for what has just ended, by one who reads sums
     */
    record Pace(long batchMillis, long pauseMillis, Duration settle) {

        static final Pace USUAL = new Pace(1_000, 1_000, Duration.ofSeconds(2));
    }

    private final Database database;
    private final String why;
    private final Pace pace;
    private final Retention retention;
    private final Batches batches = new Batches();
    private final EntryQueue queue = new EntryQueue();
    private final LedgerStatus status;
    private final Thread thread = new Thread(this, "oblix-ledger");

    private Storage storage;
    private long restMillis;
    private long reportedLost;
    private long reportedNanos;

    /**
     * @param why the database is not the one that is set; else empty
     * @param keep how long single calls are kept
     */
    LedgerWriter(Database database, String why, Duration keep, InstantSource clock, Pace pace) {
        this.database = database;
        this.why = why;
        this.pace = pace;
        this.retention = new Retention(database, keep, clock);
        this.status = new LedgerStatus(database.url(), pace.pauseMillis());
        this.storage = new Storage(database, why, Opening.UNWATCHED, pace.pauseMillis());
        thread.setDaemon(true);
    }

    /** @param pause before it opens the database, unless that is wanted before, or much is to be written */
    void start(Duration pause, Opening watched) {
        restMillis = pause.toMillis();
        storage = new Storage(database, why, watched, pace.pauseMillis());
        thread.start();
    }

    /** Never blocks. */
    void add(Entry entry) {
        queue.add(entry);
    }

    /** See {@link Batches#writer}. */
    String id() {
        return batches.writer();
    }

    LedgerState state() {
        return status.state();
    }

    int waiting() {
        return queue.waiting();
    }

    long lost() {
        return queue.lost();
    }

    /** Waits until the database was opened and what has ended so far is written; false when that took too long. */
    boolean flush(Duration patience) {
        long all = queue.taken();
        return queue.await(() -> queue.isDone(all) && !status.isOpening(), patience);
    }

    /** The same, but does not wait long, nor while it cannot be written. */
    boolean settle() {
        long all = queue.taken();
        return queue.await(() -> status.isFailing() || (queue.isDone(all) && !status.isOpening()), pace.settle())
                && queue.isDone(all);
    }

    @Override
    public void run() {
        queue.awaitEnough(restMillis);
        while (!queue.isClosed() || hasMore()) {
            try {
                prepare();
                writeNext();
            } catch (SQLException | RuntimeException | LinkageError failure) {
                failed(failure);
                if (queue.isClosed()) {
                    break;
                }
                pause();
            }
        }
        queue.lost(queue.waiting());
        reportLost(0);
        database.close();
    }

    private boolean hasMore() {
        return !batches.isEmpty() || !queue.isEmpty();
    }

    private void prepare() throws SQLException {
        List<Entry> kept = storage.prepare(status.isFailing());
        queue.takeAgain(kept.size());
        batches.add(kept);
        status.opened(storage.good());
        queue.changed();
    }

    private void writeNext() throws SQLException {
        if (batches.isEmpty()) {
            batches.add(next());
        }
        Batch batch = batches.current();
        if (batch != null) {
            // The file may have been deleted while this waited for something to write.
            prepare();
            write(batch);
        }
        written();
        retention.apply();
    }

    private List<Entry> next() {
        queue.awaitEnough(pace.batchMillis());
        return queue.take(MAX_BATCH);
    }

    private void write(Batch batch) throws SQLException {
        try {
            database.transaction(batch::write);
            batches.written();
            queue.lost(storage.written(batch.entries()));
            // Before anyone hears that it is written.
            written();
            queue.done(batch.entries().size());
        } catch (SQLException failed) {
            String state = failed.getSQLState();
            if (state == null || !CONTENT.matcher(state).matches()) {
                throw failed;
            }
            int given = batches.refused();
            if (given > 0) {
                LOG.warn("The ledger cannot take a call or a request ({})", database.reason(failed));
                queue.lost(given);
                queue.done(given);
            }
        }
    }

    private void written() {
        status.written(storage.good());
        reportLost(REPORT_NANOS);
    }

    private void failed(Throwable failure) {
        status.failed(database.url().shown(), database.reason(failure));
        storage.failed(failure);
        queue.changed();
        reportLost(REPORT_NANOS);
    }

    /** @param pauseNanos since the last report: a server that is too busy loses some with each batch */
    private void reportLost(long pauseNanos) {
        long now = queue.lost();
        if (now > reportedLost && (reportedLost == 0 || System.nanoTime() - reportedNanos >= pauseNanos)) {
            LOG.warn("{} calls and requests are missing in the ledger", now);
            reportedLost = now;
            reportedNanos = System.nanoTime();
        }
    }

    private void pause() {
        long untilNanos = System.nanoTime() + status.pauseMillis() * 1_000_000;
        long leftMillis;
        while (!queue.isClosed() && (leftMillis = (untilNanos - System.nanoTime()) / 1_000_000) > 0) {
            queue.await(leftMillis);
        }
    }

    /** Writes what is left, and closes the database. */
    void stop() {
        queue.close();
        try {
            thread.join(UNTIL_STOPPED.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.oblix.ledger;

import io.oblix.ledger.DatabaseUrl.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what has ended, about once a second, on a thread of its own. What comes faster than it can be written, or while
 * the database is gone, waits in a bounded queue; beyond it, it is lost and counted. No request waits for any of this.
 */
final class LedgerWriter implements Runnable {

    /** About what ends in five seconds on a server that is busy to its limit. */
    static final int MAX_WAITING = 32_000;

    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final int MAX_BATCH = 4_000;
    private static final long BATCH_MILLIS = 1_000;
    private static final long STEP_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 30_000;
    /** The states of SQL that say that a value is at fault, and will be again: 21, 22 and 23. */
    private static final Pattern CONTENT = Pattern.compile("2[123].*");

    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(5);

    private final Database database;
    private final Retention retention;
    private final Batches batches = new Batches();
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this, "oblix-ledger");

    private volatile LedgerState state;
    private LedgerState good;
    private volatile boolean stopping;
    private Opening opening = Opening.UNWATCHED;
    private boolean isTold;
    private boolean wasWritten;

    /** Null unless memory stands in for a file. */
    private @Nullable StandIn standIn;

    private long restMillis;
    private long pauseMillis;
    private long reportedLost;

    /** @param keep how long single calls are kept */
    LedgerWriter(Database database, Duration keep, InstantSource clock) {
        this.database = database;
        this.retention = new Retention(database, keep, clock);
        this.good = new LedgerState(LedgerState.OPENING, database.url().shown(), "");
        this.state = good;
        thread.setDaemon(true);
    }

    /** @param pause before it opens the database, unless that is wanted before, or much is to be written */
    void start(Duration pause, Opening watched) {
        restMillis = pause.toMillis();
        opening = watched;
        thread.start();
    }

    /** Never blocks. */
    void add(Entry entry) {
        if (!stopping && queue.offer(entry)) {
            taken.incrementAndGet();
        } else {
            lost.incrementAndGet();
        }
    }

    /** See {@link Batches#writer}. */
    String id() {
        return batches.writer();
    }

    LedgerState state() {
        return state;
    }

    int waiting() {
        return (int) Math.max(0, taken.get() - done.get());
    }

    long lost() {
        return lost.get();
    }

    /** Waits until the database was opened and what has ended so far is written; false when that took too long. */
    boolean flush(Duration patience) {
        long all = taken.get();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        wanted.release();
        synchronized (done) {
            while (done.get() < all || state.word().equals(LedgerState.OPENING)) {
                long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    return false;
                }
                try {
                    done.wait(leftMillis);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void run() {
        rest();
        while (!stopping || hasMore()) {
            try {
                openWhereClosed();
                writeNext();
            } catch (SQLException | RuntimeException | LinkageError failed) {
                failed(failed);
                if (stopping) {
                    break;
                }
                pause();
            }
        }
        lost.addAndGet(waiting());
        database.close();
    }

    private void rest() {
        for (long left = restMillis; left > 0 && !stopping && queue.size() < MAX_BATCH; left -= STEP_MILLIS) {
            if (await(STEP_MILLIS)) {
                break;
            }
        }
    }

    private boolean hasMore() {
        return !batches.isEmpty() || !queue.isEmpty();
    }

    private void openWhereClosed() throws SQLException {
        if (database.isOpen() && !database.isThere()) {
            LOG.warn(
                    "The ledger's file {} is gone; a new one is made",
                    database.url().shown());
            database.close();
        }
        if (!database.isOpen()) {
            open();
        }
        if (standIn != null && standIn.isDue() && database.canOpen(standIn.file())) {
            leaveMemory(standIn);
        }
        if (!isTold && standIn == null) {
            opening.opened(database);
            isTold = true;
        }
    }

    /** The file can be used by now: it gets what memory has, and all that comes. */
    private void leaveMemory(StandIn memory) throws SQLException {
        database.open(memory.file());
        standIn = null;
        good = new LedgerState(LedgerState.WRITING, memory.file().shown(), "");
        state = good;
        List<Entry> kept = memory.kept();
        taken.addAndGet(kept.size());
        batches.add(kept);
        LOG.info(
                "The ledger {} can be used now; it gets the {} calls and requests that were kept in memory",
                memory.file().shown(),
                kept.size());
    }

    /**
     * A file that is of no use is not waited for: what is known goes on in memory until it can be used. One that was
     * written before may be so again, unless it is damaged.
     */
    private void open() throws SQLException {
        DatabaseUrl url = database.url();
        try {
            database.open(url);
            good = new LedgerState(isInMemory() ? LedgerState.MEMORY : LedgerState.WRITING, url.shown(), "");
        } catch (SQLException | RuntimeException failed) {
            if (url.kind() != Kind.SQLITE || !(wasWritten ? UnusableFile.isDamaged(failed) : UnusableFile.is(failed))) {
                throw failed;
            }
            String why = url.shown() + ": " + database.reason(failed);
            LOG.warn("The ledger is kept in memory until its file can be used ({})", why);
            database.open(DatabaseUrl.IN_MEMORY);
            standIn = new StandIn(url);
            good = new LedgerState(LedgerState.MEMORY, DatabaseUrl.IN_MEMORY.shown(), why);
            tellDelay();
        }
        if (pauseMillis == 0) {
            // Else it is good only when it has been written: a full disk opens as well.
            state = good;
        }
        done(0);
    }

    private void writeNext() throws SQLException {
        if (batches.isEmpty()) {
            batches.add(next());
        }
        Batch batch = batches.current();
        if (batch != null) {
            // The file may have been deleted while this waited for something to write.
            openWhereClosed();
            write(batch);
        }
        recovered();
        retention.apply();
    }

    private void write(Batch batch) throws SQLException {
        try {
            database.transaction(batch::write);
            wasWritten = true;
            batches.written();
            if (standIn != null) {
                lost.addAndGet(standIn.keep(batch.entries()));
            }
            // Before anyone hears that it is written.
            recovered();
            done(batch.entries().size());
        } catch (SQLException failed) {
            String state = failed.getSQLState();
            if (state == null || !CONTENT.matcher(state).matches()) {
                throw failed;
            }
            int given = batches.refused();
            if (given > 0) {
                LOG.warn("The ledger cannot take a call or a request ({})", database.reason(failed));
                lost.addAndGet(given);
                done(given);
            }
        }
    }

    private List<Entry> next() {
        if (queue.size() < MAX_BATCH && !stopping) {
            await(BATCH_MILLIS);
        }
        wanted.drainPermits();
        List<Entry> entries = new ArrayList<>();
        queue.drainTo(entries, MAX_BATCH);
        return entries;
    }

    /** @return whether it ended early, because somebody waits */
    private boolean await(long millis) {
        try {
            return wanted.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping = true;
            return true;
        }
    }

    private void done(int entries) {
        synchronized (done) {
            done.addAndGet(entries);
            done.notifyAll();
        }
    }

    private boolean isInMemory() {
        return database.url().kind() == Kind.MEMORY;
    }

    private void tellDelay() {
        if (!isTold) {
            opening.delayed();
        }
    }

    private void failed(Throwable failure) {
        String why = database.reason(failure);
        if (!isInMemory()) {
            // A new connection may work where an old one does not.
            database.close();
        }
        LedgerState before = state;
        state = new LedgerState(LedgerState.FAILING, database.url().shown(), why);
        if (!before.equals(state)) {
            LOG.warn(
                    "The ledger {} cannot be written ({}); requests are answered all the same, and it is tried again",
                    database.url().shown(),
                    why);
        }
        tellDelay();
        pauseMillis = Math.min(MAX_PAUSE_MILLIS, Math.max(BATCH_MILLIS, 2 * pauseMillis));
        reportLost();
    }

    private void recovered() {
        if (pauseMillis > 0) {
            pauseMillis = 0;
            state = good;
            LOG.info("The ledger {} is written again", database.url().shown());
        }
        reportLost();
    }

    private void reportLost() {
        long now = lost.get();
        if (now > reportedLost) {
            LOG.warn("{} calls and requests are missing in the ledger", now);
            reportedLost = now;
        }
    }

    private void pause() {
        long untilNanos = System.nanoTime() + pauseMillis * 1_000_000;
        long leftMillis;
        while (!stopping && (leftMillis = (untilNanos - System.nanoTime()) / 1_000_000) > 0) {
            await(leftMillis);
        }
    }

    /** Writes what is left, and closes the database. */
    void stop() {
        stopping = true;
        wanted.release();
        try {
            thread.join(UNTIL_STOPPED.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

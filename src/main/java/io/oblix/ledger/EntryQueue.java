package io.oblix.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** What waits to be written, and who waits until it is. It is bounded: what there is no room for is lost, and counted. */
final class EntryQueue {

    /** About what ends in five seconds on a server that is busy to its limit. */
    static final int MAX_WAITING = 32_000;

    /**
     * So many are written at once, without waiting for more: what waits for long is copied by each collection of garbage,
     * and a long batch keeps a core from those who answer.
     */
    static final int ENOUGH = 1_000;

    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean closed;

    /** Takes no lock, which all who add would wait for while many are taken. */
    void add(Entry entry) {
        if (!closed && size() < MAX_WAITING) {
            queue.add(entry);
            if (added.incrementAndGet() - removed.get() == ENOUGH) {
                wanted.release();
            }
        } else {
            lost.incrementAndGet();
        }
    }

    /** What was done before has to be done once more, elsewhere. */
    void takeAgain(int entries) {
        again.addAndGet(entries);
    }

    /** Takes no more, and wakes the thread that writes. */
    void close() {
        closed = true;
        wanted.release();
    }

    boolean isClosed() {
        return closed;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Too low by those that are being added just now. */
    private long size() {
        return added.get() - removed.get();
    }

    /** What is not written yet, wherever it waits. */
    int waiting() {
        return (int) Math.max(0, taken() - done.get());
    }

    long lost() {
        return lost.get();
    }

    /** How much was ever taken in. */
    long taken() {
        return added.get() + again.get();
    }

    /** Whether all is written that was taken in by then. */
    boolean isDone(long takenThen) {
        return done.get() >= takenThen;
    }

    /** For the thread that writes: ends early once there are {@link #ENOUGH}, or somebody waits. */
    void awaitEnough(long millis) {
        if (!closed && size() < ENOUGH) {
            await(millis);
        }
    }

    /** May end early. */
    void await(long millis) {
        try {
            wanted.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Those that came first. */
    List<Entry> take(int most) {
        wanted.drainPermits();
        List<Entry> entries = new ArrayList<>();
        Entry entry;
        while (entries.size() < most && (entry = queue.poll()) != null) {
            entries.add(entry);
        }
        removed.addAndGet(entries.size());
        return entries;
    }

    void done(int entries) {
        done.addAndGet(entries);
        changed();
    }

    void lost(int entries) {
        lost.addAndGet(entries);
    }

    /** Those who wait look again. */
    void changed() {
        synchronized (done) {
            done.notifyAll();
        }
    }

    /**
     * Has it written at once, and waits; not for the thread that writes.
     *
     * @return whether there was enough in time
     */
    boolean await(BooleanSupplier enough, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        wanted.release();
        synchronized (done) {
            while (!enough.getAsBoolean()) {
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
}

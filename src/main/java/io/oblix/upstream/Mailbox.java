package io.oblix.upstream;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.oblix.server.connection.HandOvers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue that one thread reads, waiting with a timeout. It differs from the JDK's queues in two ways. The timeout is
 * kept by a timer wheel, because a virtual thread in a timed wait keeps another thread busy with watching it: a sixth
 * of the cost of a request (Java 25, two cores). And putting a letter in does not wake the reader, so that the head, the
 * body and the end of an answer that arrive together wake it once.
 */
final class Mailbox<L> {

    private final Timer timer;
    private final Queue<L> letters = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread reader;
    private volatile @Nullable Relay relay;

    /** Of a reader that is away. */
    private @Nullable Timeout limit;

    /** When it is over. */
    private long untilNanos;

    /** @param timer ends waits; it may be late, never early */
    Mailbox(Timer timer) {
        this.timer = timer;
    }

    /** Adds a letter without waking the reader: {@link #wake} must follow. */
    void put(L letter) {
        letters.add(letter);
    }

    /** The letters may be read: on the event loop itself, where the reader has lent it the mailbox. */
    void wake() {
        Relay lent = relay;
        if (lent == null) {
            wake(reader);
        } else {
            lent.arrived();
        }
    }

    /** The same on any other thread, or where the reader is needed for anything else. */
    void wakeReader() {
        Relay lent = relay;
        if (lent == null) {
            wake(reader);
        } else {
            lent.need();
        }
    }

    private void wake(@Nullable Thread waiting) {
        if (waiting != null) {
            HandOvers.toThread();
            LockSupport.unpark(waiting);
        }
    }

    /** The oldest letter, which stays; null where there is none. */
    @Nullable L peek() {
        return letters.peek();
    }

    /** The oldest letter; null where there is none. */
    @Nullable L poll() {
        return letters.poll();
    }

    /**
     * Lends the mailbox to the event loop: it runs {@code move} each time that letters have come, until that says false or
     * leaves one in. Waits for that, for the deadline or for {@link #wakeReader}; from then on the caller reads again.
     *
     * @param move reads what is there without waiting, and never throws
     */
    void lend(long deadlineNanos, BooleanSupplier move) {
        Thread waiting = Thread.currentThread();
        Relay lent = relay(move, () -> wake(waiting));
        relay = lent;
        try {
            Timeout over = timeout(deadlineNanos - System.nanoTime(), this::wakeReader);
            // Letters that came before are not announced again, and a closed server announces nothing.
            if (over != null && letters.isEmpty() && !lent.isBack()) {
                LockSupport.park(this);
            }
            while (!lent.keep() && !lent.isBack()) {
                LockSupport.park(this);
            }
            if (over != null) {
                over.cancel();
            }
        } finally {
            relay = null;
        }
    }

    /**
     * As {@link #lend}, but the caller does not wait: it is over with this call.
     *
     * @param deadlineNanos by {@link System#nanoTime}; asked again each time that letters were moved
     * @param back runs once, on any thread, which reads from then on
     * @return false where the caller must read on, and then {@code back} never runs
     */
    boolean leave(LongSupplier deadlineNanos, BooleanSupplier move, Runnable back) {
        long until = deadlineNanos.getAsLong();
        if (until - System.nanoTime() <= 0) {
            return false;
        }
        Relay lent = relay(() -> move.getAsBoolean() && isLimited(deadlineNanos.getAsLong()), () -> {
            relay = null;
            forgetLimit();
            back.run();
        });
        boolean limited;
        synchronized (this) {
            // The event loop, which may read at once, finds the limit set.
            untilNanos = until;
            relay = lent;
            limited = isLimited(until);
        }
        if ((!limited || !letters.isEmpty()) && lent.keep()) {
            relay = null;
            forgetLimit();
            return false;
        }
        return true;
    }

    /** Sets the limit of a reader that is away, or moves it. A later one is set when the earlier one is over. */
    private synchronized boolean isLimited(long deadlineNanos) {
        boolean sooner = deadlineNanos - untilNanos < 0;
        untilNanos = deadlineNanos;
        if (limit == null || sooner) {
            forgetLimit();
            limit = timeout(deadlineNanos - System.nanoTime(), this::limitIsOver);
        }
        return limit != null;
    }

    private void limitIsOver() {
        long leftNanos;
        synchronized (this) {
            leftNanos = untilNanos - System.nanoTime();
            if (leftNanos > 0 && relay != null) {
                limit = timeout(leftNanos, this::limitIsOver);
            }
        }
        if (leftNanos <= 0) {
            wakeReader();
        }
    }

    private Relay relay(BooleanSupplier move, Runnable back) {
        return new Relay(() -> move.getAsBoolean() && letters.isEmpty(), back);
    }

    private synchronized void forgetLimit() {
        Timeout over = limit;
        limit = null;
        if (over != null) {
            over.cancel();
        }
    }

    /**
     * Takes the oldest letter, waiting for one if there is none. Always called by the same thread.
     *
     * @param deadlineNanos by {@link System#nanoTime}; a letter that is there already is returned after it too
     * @return null after the deadline
     */
    @Nullable L take(long deadlineNanos) throws InterruptedException {
        L letter = letters.poll();
        if (letter != null) {
            return letter;
        }
        reader = Thread.currentThread();
        try {
            return await(deadlineNanos);
        } finally {
            // The wheel keeps a cancelled timeout for a while, and through the thread all that its request held.
            reader = null;
        }
    }

    private @Nullable L await(long deadlineNanos) throws InterruptedException {
        L letter;
        while ((letter = letters.poll()) == null) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return null;
            }
            if (!park(leftNanos)) {
                return null;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return letter;
    }

    /** Waits once; false when the server was closed. */
    private boolean park(long nanos) {
        Timeout over = timeout(nanos, this::wakeReader);
        if (over == null) {
            return false;
        }
        // The timer's first timeout starts its thread and waits for it, which uses up a wake that comes meanwhile.
        if (letters.isEmpty()) {
            LockSupport.park(this);
        }
        over.cancel();
        return true;
    }

    /** Null when the server was closed. It holds no more of the request than this mailbox, as the wheel keeps it for a while. */
    private @Nullable Timeout timeout(long nanos, Runnable then) {
        try {
            return timer.newTimeout(over -> then.run(), nanos, TimeUnit.NANOSECONDS);
        } catch (IllegalStateException serverClosed) {
            return null;
        }
    }
}

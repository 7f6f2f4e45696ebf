package io.oblix.upstream;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    /** @param timer ends waits; it may be late, never early */
    Mailbox(Timer timer) {
        this.timer = timer;
    }

    /** Adds a letter without waking the reader: {@link #wake} must follow. */
    void put(L letter) {
        letters.add(letter);
    }

    void wake() {
        LockSupport.unpark(reader);
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
            Timeout timeout;
            try {
                timeout = timer.newTimeout(over -> wake(), leftNanos, TimeUnit.NANOSECONDS);
            } catch (IllegalStateException serverClosed) {
                return null;
            }
            // The timer's first timeout starts its thread and waits for it, which uses up a wake that comes meanwhile.
            if (letters.isEmpty()) {
                LockSupport.park(this);
            }
            timeout.cancel();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return letter;
    }
}

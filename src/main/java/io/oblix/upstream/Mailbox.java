package io.oblix.upstream;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What others tell one thread, which waits for it with a limit. Two things are otherwise than in the JDK's queues. The
 * limit is kept by a wheel of timeouts, because a virtual thread that waits with one wakes another thread to watch it,
 * which was a sixth of what a request cost (Java 25, two cores). And to put in is not to wake, so that the head, the body
 * and the end of an answer that arrive together wake the reader once.
 */
final class Mailbox {

    private final Timer timer;
    private final Queue<Object> letters = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread reader;

    /** @param timer says when a wait is over; it may say so late, never early */
    Mailbox(Timer timer) {
        this.timer = timer;
    }

    /** Puts something in without waking the reader: {@link #wake} must follow. */
    void put(Object letter) {
        letters.add(letter);
    }

    void wake() {
        LockSupport.unpark(reader);
    }

    /**
     * Takes what came first, and waits for it if need be. Always called by the same thread.
     *
     * @param deadlineNanos by {@link System#nanoTime}; what is there already is given out after it too
     * @return null when the time is over
     */
    public @Nullable Object take(long deadlineNanos) throws InterruptedException {
        Object letter = letters.poll();
        if (letter != null) {
            return letter;
        }
        reader = Thread.currentThread();
        try {
            return await(deadlineNanos);
        } finally {
            // The wheel knows a cancelled alarm for a while, and by the thread all that belonged to its request.
            reader = null;
        }
    }

    private @Nullable Object await(long deadlineNanos) throws InterruptedException {
        Object letter;
        while ((letter = letters.poll()) == null) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return null;
            }
            Timeout alarm;
            try {
                alarm = timer.newTimeout(rings -> wake(), leftNanos, TimeUnit.NANOSECONDS);
            } catch (IllegalStateException serverClosed) {
                return null;
            }
            // The timer's first timeout starts its thread and waits for it, which uses up a wake that comes meanwhile.
            if (letters.isEmpty()) {
                LockSupport.park(this);
            }
            alarm.cancel();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return letter;
    }
}

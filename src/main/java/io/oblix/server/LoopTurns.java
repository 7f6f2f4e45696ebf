package io.oblix.server;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The turns of virtual threads on one event loop: each from where it goes on until it waits again.
 *
 * <p>A thread that waits while it holds a lock could be the one that the loop itself is waiting for, and would then never
 * get its turn. So turns that a loop does not come to for a while run elsewhere: what would be a deadlock is a delay.
 */
final class LoopTurns implements Executor {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Set<LoopTurns> WATCHED = ConcurrentHashMap.newKeySet();

    private final EventLoop loop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable next = this::next;
    private boolean open;

    /** Written by the loop only. */
    private final AtomicLong taken = new AtomicLong();

    /** How many were at the last look; only the watch comes here. */
    private long takenBefore;

    private LoopTurns(EventLoop loop) {
        this.loop = loop;
    }

    /** Turns on this loop, which are watched from now on. */
    static LoopTurns on(EventLoop loop) {
        LoopTurns turns = new LoopTurns(loop);
        Watch.begin();
        WATCHED.add(turns);
        return turns;
    }

    /** On the loop: it carries the threads that this starts. */
    void open(Runnable starting) {
        open = true;
        try {
            starting.run();
        } finally {
            open = false;
        }
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void execute(Runnable turn) {
        waiting.add(turn);
        try {
            loop.execute(next);
        } catch (RejectedExecutionException closed) {
            elsewhere();
        }
    }

    private void next() {
        Runnable turn = waiting.poll();
        if (turn != null) {
            taken.lazySet(taken.get() + 1);
            turn.run();
        }
    }

    /** Whether the loop has come to none since the last look, with some waiting then and now. */
    private boolean isStuck() {
        long now = taken.get();
        boolean none = now == takenBefore && !waiting.isEmpty();
        takenBefore = now;
        return none;
    }

    private void elsewhere() {
        Runnable turn;
        while ((turn = waiting.poll()) != null) {
            ForkJoinPool.commonPool().execute(turn);
        }
    }

    private static final class Watch {

        static {
            Thread thread = new Thread(Watch::run, "event-loop-turns");
            thread.setDaemon(true);
            thread.start();
        }

        /** Starts it where it has not begun. */
        static void begin() {}

        private static void run() {
            while (true) {
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
                for (LoopTurns turns : WATCHED) {
                    if (turns.isStuck()) {
                        turns.elsewhere();
                    }
                }
                WATCHED.removeIf(turns -> turns.loop.isTerminated());
            }
        }
    }
}

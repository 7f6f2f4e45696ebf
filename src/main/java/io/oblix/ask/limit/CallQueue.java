package io.oblix.ask.limit;

import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.CallLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * The calls to one host: a limited number at a time, a bounded queue behind them, first come, first served.
 *
 * <p>Why not a fair {@link java.util.concurrent.Semaphore}: it has no bound on its waiters, a thread that waits in it
 * cannot be woken when its client disconnects without an interrupt, and a permit released while a waiter is timing out
 * may be taken by a newcomer. Here {@link #leave} hands the turn over under the lock, so it is neither lost nor stolen.
 */
final class CallQueue {

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final CallLimit limit;
    private final Deque<CountDownLatch> waiting = new ArrayDeque<>();
    private int inFlight;

    /** What {@link #load} returns without waiting for the lock. */
    private volatile int load;

    CallQueue(CallLimit limit) {
        this.limit = limit;
    }

    /**
     * Waits for a turn; {@link #leave} gives it back.
     *
     * @param leftNanos what the request has left in all
     * @throws UpstreamProblem when the queue is full, or the turn does not come in time
     * @throws ClientDisconnected when the client leaves meanwhile
     */
    void enter(String target, Cancellation cancellation, long leftNanos) {
        CountDownLatch turn = new CountDownLatch(1);
        synchronized (this) {
            if (inFlight < limit.maxInFlight()) {
                inFlight++;
                count();
                return;
            }
            if (waiting.size() >= limit.maxQueue()) {
                throw busy(target, "is busy, and so is the queue for it");
            }
            waiting.add(turn);
            count();
        }
        // Whether the turn came shows afterwards: its latch is no longer in the queue.
        cancellation.await(turn, Math.min(limit.queueTimeout().toNanos(), leftNanos));
        boolean hasTurn;
        synchronized (this) {
            hasTurn = !waiting.remove(turn);
            count();
        }
        if (cancellation.isCancelled()) {
            if (hasTurn) {
                leave();
            }
            throw new ClientDisconnected();
        }
        if (!hasTurn) {
            throw busy(target, "was busy all the time that a request may wait in the queue");
        }
    }

    private static UpstreamProblem busy(String target, String what) {
        return new UpstreamProblem(FailureKind.QUEUE_FULL, target, what, null, TRY_AGAIN);
    }

    /** Hands the turn to the call that has waited longest. */
    synchronized void leave() {
        CountDownLatch next = waiting.poll();
        if (next == null) {
            inFlight--;
        } else {
            next.countDown();
        }
        count();
    }

    private void count() {
        load = inFlight + waiting.size();
    }

    /** Calls that run or wait. */
    int load() {
        return load;
    }

    synchronized int waiting() {
        return waiting.size();
    }
}

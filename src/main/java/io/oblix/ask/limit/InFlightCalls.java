package io.oblix.ask.limit;

import io.oblix.chat.Cancellation;
import io.oblix.chat.Side;
import io.oblix.provider.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls that are running: counted by side, and limited by host where the provider has a limit. */
public final class InFlightCalls {

    private final AtomicInteger local = new AtomicInteger();
    private final AtomicInteger cloud = new AtomicInteger();
    private final Map<String, CallQueue> byHost = new ConcurrentHashMap<>();

    /**
     * Waits for a turn where the host has a limit.
     *
     * @return what to run, once, when the call has ended
     * @throws io.oblix.problem.UpstreamProblem when the turn does not come
     * @throws io.oblix.problem.ClientDisconnected when the client leaves meanwhile
     */
    public Runnable enter(Target target, Cancellation cancellation, long leftNanos) {
        CallQueue queue = byHost.computeIfAbsent(
                target.place().baseUrl(), url -> new CallQueue(target.provider().limit()));
        queue.enter(target.name(), cancellation, leftNanos);
        AtomicInteger count = counter(target.side());
        count.incrementAndGet();
        return () -> {
            count.decrementAndGet();
            queue.leave();
        };
    }

    public int count(Side side) {
        return counter(side).get();
    }

    /** Calls that run or wait at one address. */
    public int at(String baseUrl) {
        CallQueue queue = byHost.get(baseUrl);
        return queue == null ? 0 : queue.load();
    }

    /** Calls that wait at any host. */
    public int waiting() {
        return byHost.values().stream().mapToInt(CallQueue::waiting).sum();
    }

    private AtomicInteger counter(Side side) {
        return side == Side.LOCAL ? local : cloud;
    }
}

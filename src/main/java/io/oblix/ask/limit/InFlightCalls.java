package io.oblix.ask.limit;

import io.oblix.chat.Cancellation;
import io.oblix.chat.Side;
import io.oblix.provider.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The calls that are running: counted by side, and limited by host where the provider has a limit. */
public final class InFlightCalls {

    private static final ServiceTime NOT_KNOWN = new ServiceTime(0, 0, 0);

    private final Count local = new Count();
    private final Count cloud = new Count();
    private final Map<String, Host> byAddress = new ConcurrentHashMap<>();

    /** The calls of one side, and when the last one ended. */
    private static final class Count {

        private final AtomicInteger running = new AtomicInteger();
        private volatile long endedNanos = System.nanoTime();

        void ended() {
            endedNanos = System.nanoTime();
            running.decrementAndGet();
        }
    }

    private record Host(CallQueue queue, Backlog backlog) {

        static Host of(Target target) {
            var limit = target.provider().limit();
            return new Host(new CallQueue(limit), new Backlog(limit.maxInFlight(), System::nanoTime));
        }
    }

    /**
     * Waits for a turn where the host has a limit.
     *
     * @param expected what the call will take of its host; null where that is not ours to know, as in a cloud
     * @return to be given back when the call has ended
     * @throws io.oblix.problem.UpstreamProblem when the turn does not come
     * @throws io.oblix.problem.ClientDisconnected when the client leaves meanwhile
     */
    public Turn enter(Target target, @Nullable ServiceTime expected, Cancellation cancellation, long leftNanos) {
        Host host = host(target);
        Backlog backlog = expected == null ? null : host.backlog;
        Count count = of(target.side());
        Turn turn = new Turn(
                backlog, target.place(), expected == null ? NOT_KNOWN : expected, host.queue::leave, count::ended);
        if (backlog != null) {
            backlog.enter(turn);
        }
        try {
            host.queue.enter(target.name(), cancellation, leftNanos);
        } catch (RuntimeException noTurn) {
            if (backlog != null) {
                backlog.remove(turn);
            }
            throw noTurn;
        }
        count.running.incrementAndGet();
        return turn;
    }

    /**
     * A request is about to be decided that would go to this address and take so long there. Until {@link #decided} it
     * counts like one that went there: requests that come together must not each find the host idle.
     */
    public void considered(Target target, double millis) {
        host(target).backlog.considered(millis);
    }

    /** Such a request was decided: if it goes there, it is about to get its turn. */
    public void decided(String baseUrl) {
        Host host = byAddress.get(baseUrl);
        if (host != null) {
            host.backlog.decided();
        }
    }

    private Host host(Target target) {
        Host known = byAddress.get(target.place().baseUrl());
        return known != null ? known : byAddress.computeIfAbsent(target.place().baseUrl(), url -> Host.of(target));
    }

    public int count(Side side) {
        return of(side).running.get();
    }

    /** Whether a call of a side ran at any moment since a time of {@link System#nanoTime()}. */
    public boolean ranSince(Side side, long nanos) {
        Count count = of(side);
        return count.running.get() > 0 || count.endedNanos - nanos >= 0;
    }

    /** How long a call to an address would wait for those before it, in milliseconds. */
    public double waitMillis(String baseUrl) {
        Host host = byAddress.get(baseUrl);
        return host == null ? 0 : host.backlog.waitMillis();
    }

    /** The same for a call that has its turn and is sent now. */
    public double waitOnceSentMillis(String baseUrl) {
        Host host = byAddress.get(baseUrl);
        return host == null ? 0 : host.backlog.waitOnceSentMillis();
    }

    /** Calls that wait at this address. */
    public int waiting(String baseUrl) {
        Host host = byAddress.get(baseUrl);
        return host == null ? 0 : host.queue.waiting();
    }

    /** Calls that wait at any host. */
    public int waiting() {
        return byAddress.values().stream()
                .mapToInt(host -> host.queue.waiting())
                .sum();
    }

    private Count of(Side side) {
        return side == Side.LOCAL ? local : cloud;
    }
}

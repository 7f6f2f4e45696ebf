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

    private final AtomicInteger local = new AtomicInteger();
    private final AtomicInteger cloud = new AtomicInteger();
    private final Map<String, Host> byAddress = new ConcurrentHashMap<>();

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
        AtomicInteger count = counter(target.side());
        Turn turn = new Turn(
                backlog,
                target.place(),
                expected == null ? NOT_KNOWN : expected,
                host.queue::leave,
                count::decrementAndGet);
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
        count.incrementAndGet();
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
        return counter(side).get();
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

    /** Calls that wait at any host. */
    public int waiting() {
        return byAddress.values().stream()
                .mapToInt(host -> host.queue.waiting())
                .sum();
    }

    private AtomicInteger counter(Side side) {
        return side == Side.LOCAL ? local : cloud;
    }
}

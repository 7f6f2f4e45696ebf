package io.oblix.provider;

import io.oblix.policy.Side;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls each side is answering at this moment. */
public final class InFlightCalls {

    private final Map<Side, AtomicInteger> counts = new EnumMap<>(Side.class);

    public InFlightCalls() {
        for (Side side : Side.values()) {
            counts.put(side, new AtomicInteger());
        }
    }

    /** @return what to run, once, when the call has ended */
    Runnable enter(Side side) {
        AtomicInteger count = counter(side);
        count.incrementAndGet();
        return count::decrementAndGet;
    }

    public int count(Side side) {
        return counter(side).get();
    }

    private AtomicInteger counter(Side side) {
        AtomicInteger count = counts.get(side);
        if (count == null) {
            throw new IllegalStateException("no counter for " + side);
        }
        return count;
    }
}

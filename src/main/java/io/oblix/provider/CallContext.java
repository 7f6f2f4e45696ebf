package io.oblix.provider;

import io.oblix.policy.Side;
import java.util.Map;

/**
 * What every call upstream goes through.
 *
 * @param timeouts of each side
 * @param listener is told of each call
 */
public record CallContext(
        UpstreamClient client,
        Breakers breakers,
        Map<Side, Timeouts> timeouts,
        RetrySettings retry,
        InFlightCalls inFlight,
        AttemptListener listener) {

    Timeouts timeoutsOf(Side side) {
        Timeouts of = timeouts.get(side);
        if (of == null) {
            throw new IllegalStateException("no timeouts for " + side);
        }
        return of;
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.Side;
import io.oblix.settings.RetrySettings;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamClient;
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

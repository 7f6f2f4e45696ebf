package io.oblix;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultInflightRepository;

/**
 * What a shutdown waits for. Routes of the group {@code background} look at providers, the network and files again and again:
 * a look that waits for a host that does not answer holds nothing up.
 */
final class AwaitedAtShutdown extends DefaultInflightRepository {

    static final String BACKGROUND = "background";

    private final CamelContext context;

    AwaitedAtShutdown(CamelContext context) {
        this.context = context;
    }

    @Override
    public int size(String routeId) {
        Route route = context.getRoute(routeId);
        return route != null && BACKGROUND.equals(route.getGroup()) ? 0 : super.size(routeId);
    }

    /** Without the warning about the looks that have not ended. */
    @Override
    protected void doStop() {}
}

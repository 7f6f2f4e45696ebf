package io.oblix.provider;

import io.oblix.upstream.ProbeClient;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.builder.RouteBuilder;

/** Looks at each provider in the background: whether it runs, and which models it has. */
public final class LookRoutes extends RouteBuilder {

    private static final int LOOK_EVERY_MILLIS = 3_000;

    private final Providers providers;
    private final ProbeClient probe;

    public LookRoutes(Providers providers, ProbeClient probe) {
        this.providers = providers;
        this.probe = probe;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        providers.byName().forEach(this::follow);
    }

    /** Each timer has a thread of its own, so a host that does not answer delays no other. */
    private void follow(String name, Provider provider) {
        List<Consumer<ProbeClient>> looks = provider.looks();
        for (int i = 0; i < looks.size(); i++) {
            Consumer<ProbeClient> look = looks.get(i);
            String id = i == 0 ? name : name + "-" + (i + 1);
            from("timer:look-" + id + "?delay=0&period=" + LOOK_EVERY_MILLIS)
                    .routeId("look-" + id)
                    .routeGroup("background")
                    .description("Whether " + name + " runs, and which models it has")
                    .process(tick -> look.accept(probe))
                    .id("look-at-" + id);
        }
    }
}

package io.oblix.server;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** Follows the files of the certificate in the background. */
public final class TlsRoutes extends RouteBuilder {

    private final TlsWatch watch;
    private final Duration lookEvery;

    /** @param lookEvery how often the files are looked at */
    public TlsRoutes(TlsWatch watch, Duration lookEvery) {
        this.watch = watch;
        this.lookEvery = lookEvery;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("timer:tls?delay=" + lookEvery.toMillis() + "&period=" + lookEvery.toMillis())
                .routeId("follow-certificate")
                .routeGroup("background")
                .description("Uses a renewed certificate for new connections")
                .process(tick -> watch.follow())
                .id("follow-files");
    }
}

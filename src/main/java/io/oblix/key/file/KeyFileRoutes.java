package io.oblix.key.file;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** Follows the file of keys in the background. */
public final class KeyFileRoutes extends RouteBuilder {

    /** An edit counts within two looks, which must take no longer than two seconds. */
    private static final long MOST_MILLIS = 900;

    private final KeysWatch watch;
    private final long lookEveryMillis;

    /** @param lookEvery how often it is looked at; at least nearly each second */
    public KeyFileRoutes(KeysWatch watch, Duration lookEvery) {
        this.watch = watch;
        this.lookEveryMillis = Math.min(MOST_MILLIS, lookEvery.toMillis());
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("timer:keys?delay=" + lookEveryMillis + "&period=" + lookEveryMillis)
                .routeId("follow-keys-file")
                .routeGroup("background")
                .description("Takes in an edited file of keys")
                .process(tick -> watch.follow())
                .id("follow-keys");
    }
}

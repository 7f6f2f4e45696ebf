package io.oblix.policy.file;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** Follows the policy files in the background. */
public final class PolicyFileRoutes extends RouteBuilder {

    private final PolicyFolder folder;
    private final Duration lookEvery;

    /** @param lookEvery how often the folder is looked at; an edit counts once it is unchanged for one look */
    public PolicyFileRoutes(PolicyFolder folder, Duration lookEvery) {
        this.folder = folder;
        this.lookEvery = lookEvery;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("timer:policies?delay=" + lookEvery.toMillis() + "&period=" + lookEvery.toMillis())
                .routeId("follow-policy-files")
                .routeGroup("background")
                .description("Loads edited and new policy files and removes deleted ones")
                .process(tick -> folder.follow())
                .id("follow");
    }
}

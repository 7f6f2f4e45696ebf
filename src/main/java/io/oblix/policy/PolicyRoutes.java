package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Decides each request by the policies, and follows their files in the background. */
public final class PolicyRoutes extends RouteBuilder {

    /** The property of the exchange that holds the {@link Decision}. */
    public static final String DECISION = "OblixDecision";

    /** Two quiet looks and the build are to fit into two seconds. */
    private static final int LOOK_EVERY_MILLIS = 500;

    private final Policies policies;
    private final Decider decider;
    private final PolicyFolder files;

    /** @param folder the directory of {@code NAME.camel.yaml} files; need not exist */
    public PolicyRoutes(CamelContext context, Path folder) {
        context.addComponent("decide", new DecideComponent());
        this.policies = new Policies(context);
        this.decider = new Decider(policies);
        this.files = new PolicyFolder(folder, policies);
    }

    public Policies policies() {
        return policies;
    }

    /** Loads the policies; to be called when the context has started and before the first request. */
    public void load() {
        files.load();
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:decide")
                .routeId("decide")
                .description("Runs the policy that the request asked for, then keeps the promises")
                .process(this::decide)
                .id("run-policy");

        from("timer:policies?delay=" + LOOK_EVERY_MILLIS + "&period=" + LOOK_EVERY_MILLIS)
                .routeId("follow-policy-files")
                .description("Takes edited, new and deleted policy files in")
                .process(tick -> files.follow())
                .id("follow");
    }

    private void decide(Exchange exchange) {
        exchange.setProperty(DECISION, decider.decide(exchange.getProperty(FactsRoutes.FACTS, Facts.class)));
    }
}

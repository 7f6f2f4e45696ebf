package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectEndpoint;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.facts.RequestFactsReader;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.problem.RequestProblem;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import io.oblix.status.ExplainRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Decides each request by the policies, and follows their files in the background. */
public final class PolicyRoutes extends RouteBuilder {

    /** The property of the exchange that holds the {@link Decision}. */
    public static final String DECISION = "OblixDecision";

    private final RequestFactsReader requests;
    private final Policies policies;
    private final Conversations conversations = new Conversations();
    private final Decisions decisions = new Decisions();
    private final Decider decider;
    private final PolicyFolder files;
    private final Duration lookEvery;

    /**
     * @param folder the directory of {@code NAME.camel.yaml} files; need not exist
     * @param lookEvery how often it is looked at; a file that is the same at two looks is taken in
     * @param machine the thresholds, for examples that give a figure and mean a state
     * @param network the same
     * @param requests is told which requests were decided
     */
    public PolicyRoutes(
            CamelContext context,
            Path folder,
            Duration lookEvery,
            MachineSettings machine,
            NetworkSettings network,
            RequestFactsReader requests) {
        this.requests = requests;
        this.lookEvery = lookEvery;
        context.addComponent("decide", new DecideComponent());
        this.policies = new Policies(context, new Situation(machine, network));
        this.decider = new Decider(policies, conversations);
        this.files = new PolicyFolder(folder, policies);
    }

    public Policies policies() {
        return policies;
    }

    /** Who answers which conversation. */
    public Conversations conversations() {
        return conversations;
    }

    /** What has been decided. */
    public Decisions decisions() {
        return decisions;
    }

    /** @param candidates whom a decision would ask, in their order */
    public ExplainRoutes explaining(BiFunction<ChatRequest, Decision, List<Candidate>> candidates) {
        return new ExplainRoutes(policies, decider, decisions, candidates);
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

        from("timer:policies?delay=" + lookEvery.toMillis() + "&period=" + lookEvery.toMillis())
                .routeId("follow-policy-files")
                .description("Takes edited, new and deleted policy files in")
                .process(tick -> files.follow())
                .id("follow");
    }

    private void decide(Exchange exchange) {
        ChatRequest request = exchange.getProperty(DialectEndpoint.REQUEST, ChatRequest.class);
        Facts facts = exchange.getProperty(FactsRoutes.FACTS, Facts.class);
        Decider.Outcome outcome = decider.decide(request, facts);
        if (outcome.isFresh()) {
            requests.count(facts.request());
        }
        decisions.decided(request, facts, outcome);
        if (outcome.decision() == null) {
            throw RequestProblem.rejectedByPolicy(outcome.policy(), outcome.reason());
        }
        exchange.setProperty(DECISION, outcome.decision());
    }
}

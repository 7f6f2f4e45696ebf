package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.problem.RequestProblem;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

/** Decides each request. */
public final class PolicyRoutes extends RouteBuilder {

    /** The exchange property that holds the {@link Decision}. */
    public static final String DECISION = "OblixDecision";

    private final Decider decider;
    private final Decisions decisions;
    private final RequestFactsReader requests;
    private final @Nullable DecisionListener traces;

    /**
     * @param requests learns which requests were decided by a policy
     * @param traces null without tracing
     */
    public PolicyRoutes(
            Decider decider, Decisions decisions, RequestFactsReader requests, @Nullable DecisionListener traces) {
        this.decider = decider;
        this.decisions = decisions;
        this.requests = requests;
        this.traces = traces;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:decide")
                .routeId("decide")
                .description("Runs the policy that the request asked for, then keeps the promises")
                .process(this::decide)
                .id("run-policy");
    }

    private void decide(Exchange exchange) {
        ChatRequest request = exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class);
        Facts facts = exchange.getProperty(FactsRoutes.FACTS, Facts.class);
        Decider.Outcome outcome = decider.decide(request, facts);
        if (outcome.isFresh() && facts.request().sideTask().isEmpty()) {
            requests.count(facts.request());
        }
        decisions.decided(request, facts, outcome);
        if (traces != null) {
            traces.decided(request, facts, outcome);
        }
        if (outcome.decision() == null) {
            throw RequestProblem.rejectedByPolicy(outcome.policy(), outcome.reason());
        }
        RequestFacts read = facts.asRead();
        // Vectors are no tokens.
        boolean answersInTokens = !request.operation().equals(ChatRequest.EMBEDDINGS);
        request.use().reserve(answersInTokens ? read.neededTokens() : read.promptTokens());
        exchange.setProperty(DECISION, outcome.decision());
    }
}

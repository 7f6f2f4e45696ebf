package io.oblix;

import io.oblix.ask.AskRoutes;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.Decider;
import io.oblix.policy.PolicyRoutes;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpListener;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** The routes of a dialect as clients have them, at a path of the rehearsal's: decided by a dry run, and asked of its model. */
final class RehearsalRoutes extends DialectRoutes {

    private final String path;
    private final String id;
    private final Function<ChatRequest, Facts> facts;
    private final Decider decider;

    RehearsalRoutes(
            HttpListener server,
            Dialect dialect,
            RequestListener listener,
            String path,
            Function<ChatRequest, Facts> facts,
            Decider decider) {
        super(server, dialect, List.of(listener));
        this.path = path;
        this.id = "rehearsal-" + dialect.name();
        this.facts = facts;
        this.decider = decider;
    }

    @Override
    public void configure() {
        post(path, id)
                .process(this::read)
                .process(this::decide)
                .to("direct:" + AskRoutes.REHEARSAL)
                .process(this::write);
    }

    private void decide(Exchange exchange) {
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        Facts known = facts.apply(request);
        exchange.setProperty(FactsRoutes.FACTS, known);
        Decider.Outcome outcome = decider.look(request, known);
        if (outcome.decision() == null) {
            throw RequestProblem.rejectedByPolicy(outcome.policy(), outcome.reason());
        }
        exchange.setProperty(PolicyRoutes.DECISION, outcome.decision());
    }
}

package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.Decision;
import io.oblix.policy.PolicyRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Asks the models of a decision. */
public final class AskRoutes extends RouteBuilder {

    /** The id of the route of a rehearsal, which asks other models. */
    public static final String REHEARSAL = "rehearsal-ask";

    private final String id;
    private final Asking asking;
    private final WarmUps warmUps;

    public AskRoutes(Asking asking, WarmUps warmUps) {
        this("ask", asking, warmUps);
    }

    /** @param id of the route, and the name that it is called by */
    public AskRoutes(String id, Asking asking, WarmUps warmUps) {
        this.id = id;
        this.asking = asking;
        this.warmUps = warmUps;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:" + id)
                .routeId(id)
                .description("Asks the target, then its fallback, each behind a breaker of its own, until one answers")
                .process(this::ask)
                .id(id + "-targets");
    }

    private void ask(Exchange exchange) {
        ChatRequest request = exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class);
        Decision decision = exchange.getProperty(PolicyRoutes.DECISION, Decision.class);
        Facts facts = exchange.getProperty(FactsRoutes.FACTS, Facts.class);
        warmUps.decided(decision, facts);
        Inquiry inquiry = asking.inquiry(request, decision, facts);
        try {
            exchange.getMessage().setBody(asking.ask(inquiry));
        } finally {
            // An error too has headers that name the model asked last.
            exchange.setProperty(DialectRoutes.ASKED, inquiry.lastAsked());
        }
    }
}

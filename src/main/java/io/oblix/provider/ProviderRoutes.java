package io.oblix.provider;

import io.oblix.ask.Asking;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.Decision;
import io.oblix.policy.PolicyRoutes;
import io.oblix.upstream.ProbeClient;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Asks the models of a decision, and looks in the background at what each provider has. */
public final class ProviderRoutes extends RouteBuilder {

    private static final int LOOK_EVERY_MILLIS = 3_000;

    private final Asking asking;
    private final WarmUps warmUps;
    private final ProbeClient probe;

    public ProviderRoutes(Asking asking, WarmUps warmUps, ProbeClient probe) {
        this.asking = asking;
        this.warmUps = warmUps;
        this.probe = probe;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:ask")
                .routeId("ask")
                .description("Asks the target, then its fallback, each behind a breaker of its own, until one answers")
                .process(this::ask)
                .id("ask-targets");

        asking.providers().byName().forEach(this::follow);
    }

    /** A timer has a thread of its own, so a host that does not answer holds nobody else up. */
    private void follow(String name, Provider provider) {
        List<Consumer<ProbeClient>> looks = provider.looks();
        for (int i = 0; i < looks.size(); i++) {
            Consumer<ProbeClient> look = looks.get(i);
            String id = i == 0 ? name : name + "-" + (i + 1);
            from("timer:look-" + id + "?delay=0&period=" + LOOK_EVERY_MILLIS)
                    .routeId("look-" + id)
                    .description("What " + name + " has, and whether it runs")
                    .process(tick -> look.accept(probe))
                    .id("look-at-" + id);
        }
    }

    private void ask(Exchange exchange) {
        ChatRequest request = exchange.getProperty(ChatRoutes.REQUEST, ChatRequest.class);
        Decision decision = exchange.getProperty(PolicyRoutes.DECISION, Decision.class);
        warmUps.decided(
                decision, exchange.getProperty(FactsRoutes.FACTS, Facts.class).request());
        exchange.getMessage().setBody(asking.ask(request, decision, by -> exchange.setProperty(ChatRoutes.ASKED, by)));
    }
}

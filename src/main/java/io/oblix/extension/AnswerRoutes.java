package io.oblix.extension;

import io.oblix.chat.Answer;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.DialectRoutes;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.facts.KeyFacts;
import io.oblix.key.Key;
import io.oblix.policy.Decision;
import io.oblix.policy.PolicyRoutes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request behind the door of each dialect, with the operator's hooks where there are any: a hook that is not
 * defined is no step of the route, so it costs nothing.
 */
public final class AnswerRoutes extends RouteBuilder {

    private final @Nullable Hook onRequest;
    private final @Nullable Hook onDecision;
    private final @Nullable AnswerTexts texts;
    private final Function<Key, KeyFacts> keys;

    /** @param keys says what a caller has spent, and what is left to spend */
    AnswerRoutes(
            @Nullable Hook onRequest,
            @Nullable Hook onDecision,
            @Nullable AnswerTexts texts,
            Function<Key, KeyFacts> keys) {
        this.keys = keys;
        this.onRequest = onRequest;
        this.onDecision = onDecision;
        this.texts = texts;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        RouteDefinition route = from("direct:answer")
                .routeId("answer")
                .description("From a request that has been read to an answer that has begun");
        AnswerTexts kept = texts;
        if (kept != null) {
            route.process(exchange -> kept.begin(request(exchange))).id("keep-request");
        }
        hook(route, onRequest);
        route.to("direct:facts").id("to-facts").to("direct:decide").id("to-decide");
        hook(route, onDecision);
        route.to("direct:ask").id("to-ask");
        if (kept != null) {
            route.process(exchange -> overhear(kept, exchange)).id("keep-answer");
        }
    }

    private void hook(RouteDefinition route, @Nullable Hook hook) {
        if (hook != null) {
            route.process(exchange ->
                            exchange.setProperty(DialectRoutes.REQUEST, hook.run(request(exchange), headers(exchange))))
                    .id("hook-" + hook.name());
        }
    }

    private static ChatRequest request(Exchange exchange) {
        return exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class);
    }

    private static void overhear(AnswerTexts texts, Exchange exchange) {
        Answer answer = (Answer) exchange.getMessage().getBody();
        exchange.getMessage().setBody(texts.overhear(request(exchange), answer));
    }

    /** What a hook may know beside the request: nothing that came with it over HTTP. */
    private Map<String, Object> headers(Exchange exchange) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("OblixRequestId", request(exchange).id());
        headers.put("OblixDialect", request(exchange).dialect());
        headers.put("OblixKey", keys.apply(request(exchange).key()));
        Decision decision = exchange.getProperty(PolicyRoutes.DECISION, Decision.class);
        if (decision != null) {
            headers.putAll(exchange.getProperty(FactsRoutes.FACTS, Facts.class).asHeaders());
            headers.put("OblixDecision", decision);
        }
        return headers;
    }
}

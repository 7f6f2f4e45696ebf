package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * A policy in use: one built route. Each run has an exchange of its own that holds the facts and nothing else, so no
 * file can read a prompt or a header of the client.
 *
 * @param name {@code auto} for {@code routes/auto.camel.yaml}
 * @param routeId the id of its route, a new one for each version of the file
 * @param description what the file says of it; empty when it says nothing
 * @param rules in the order of the file
 * @param readsTexts whether it asks what a request's texts hold, which is searched for only then
 */
public record Policy(
        String name,
        String routeId,
        String description,
        List<Rule> rules,
        boolean readsTexts,
        CamelContext context,
        Processor route) {

    /** The exchange property of a trial run, in which {@code log} steps are silent. */
    static final String TRIAL = "OblixTried";

    /**
     * @return null when no rule decided
     * @throws Exception what a rule threw
     */
    @Nullable Verdict run(Facts facts) throws Exception {
        return run(facts, false);
    }

    /** The same without a request behind it: nothing is logged. */
    public @Nullable Verdict tryOn(Facts facts) throws Exception {
        return run(facts, true);
    }

    private @Nullable Verdict run(Facts facts, boolean trial) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        Map<String, Object> headers = exchange.getIn().getHeaders();
        headers.putAll(facts.asHeaders());
        exchange.setProperty(FactsRoutes.FACTS, facts);
        if (trial) {
            exchange.setProperty(TRIAL, true);
        }
        route.process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getProperty(DecideEndpoint.VERDICT, Verdict.class);
    }
}

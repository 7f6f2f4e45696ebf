package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.DecideEndpoint.Verdict;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * A policy that is in use: one built route. It is run on an exchange of its own that holds the facts and nothing
 * else, so no file can see a prompt or a header of the caller.
 *
 * @param name {@code auto} for {@code routes/auto.camel.yaml}
 * @param routeId the id of its route, which differs for each version of the file
 * @param description what the file says of it; empty when it says nothing
 * @param rules in the order of the file
 */
public record Policy(
        String name, String routeId, String description, List<Rule> rules, CamelContext context, Processor route) {

    /** The property in which the {@code decide} step leaves its verdict. */
    static final String VERDICT = "OblixVerdict";

    /** The property of a run that is only a trial: its {@code log} steps are silent. */
    static final String TRIED = "OblixTried";

    /**
     * @return what the policy says, or null when none of its rules decided
     * @throws Exception what its rules threw
     */
    @Nullable Verdict run(Facts facts) throws Exception {
        return run(facts, false);
    }

    /** The same, for nobody's request: nothing is logged. */
    public @Nullable Verdict tryOn(Facts facts) throws Exception {
        return run(facts, true);
    }

    private @Nullable Verdict run(Facts facts, boolean tried) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        Map<String, Object> headers = exchange.getIn().getHeaders();
        headers.putAll(facts.asHeaders());
        exchange.setProperty(FactsRoutes.FACTS, facts);
        if (tried) {
            exchange.setProperty(TRIED, true);
        }
        route.process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getProperty(VERDICT, Verdict.class);
    }
}

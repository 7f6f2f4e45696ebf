package io.oblix;

import io.oblix.dashboard.Dashboard;
import io.oblix.dashboard.Lanes;
import io.oblix.json.Json;
import io.oblix.key.Keys;

/** The dashboard, and what it shows. */
final class DashboardWiring {

    private DashboardWiring() {}

    static Dashboard of(AskWiring ask, FactsWiring facts, BudgetWiring budget, PolicyWiring policy, Keys keys) {
        return new Dashboard(
                new Lanes(facts.machine, facts.network, ask.providers, facts.sides, ask.breakers, ask.inFlight),
                policy.ladder,
                policy.decisions,
                policy.policies,
                policy.thresholds,
                budget.ledger,
                () -> Json.object().put("version", OblixApplication.version()).put("asksForKeys", keys.areAsked()));
    }
}

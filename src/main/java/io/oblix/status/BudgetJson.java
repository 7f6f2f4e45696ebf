package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.Spending;
import io.oblix.budget.Budgets;
import io.oblix.budget.Standing;
import io.oblix.json.Json;

/** How budgets stand, as JSON: each limit, and the models of which no price is known. */
public final class BudgetJson {

    private static final double MICRO = 1e6;

    private BudgetJson() {}

    /** The account {@code *} is that of all callers together. */
    public static ObjectNode of(Budgets budgets, Spending spending) {
        ObjectNode json = Json.object().put("known", budgets.isKnown());
        ArrayNode limits = json.putArray("limits");
        for (Standing standing : budgets.standings()) {
            limits.addObject()
                    .put("account", standing.account())
                    .put("period", standing.period().word())
                    .put("limit_usd", standing.limitMicroUsd() / MICRO)
                    .put("spent_usd", standing.spentMicroUsd() / MICRO)
                    .put("reserved_usd", standing.reservedMicroUsd() / MICRO)
                    .put("left_usd", standing.leftMicroUsd() / MICRO)
                    .put("warned", standing.isNearlySpent());
        }
        spending.unpriced().forEach(json.putArray("unpriced")::add);
        return json;
    }
}

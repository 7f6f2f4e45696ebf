package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.Spending;
import io.oblix.budget.Budgets;
import io.oblix.budget.Standing;
import io.oblix.chat.Charge;
import io.oblix.json.Json;

/** How budgets stand, as JSON: each limit, and the models of which no price is known. */
public final class BudgetJson {

    private BudgetJson() {}

    /** The account {@code *} is that of all callers together. */
    public static ObjectNode of(Budgets budgets, Spending spending) {
        ObjectNode json = Json.object().put("known", budgets.isKnown());
        ArrayNode limits = json.putArray("limits");
        for (Standing standing : budgets.standings()) {
            limits.addObject()
                    .put("account", standing.account())
                    .put("period", standing.period().word())
                    .put("limit_usd", Charge.number(standing.limitMicroUsd()))
                    .put("spent_usd", Charge.number(standing.spentMicroUsd()))
                    .put("reserved_usd", Charge.number(standing.reservedMicroUsd()))
                    .put("left_usd", Charge.number(standing.leftMicroUsd()))
                    .put("warned", standing.isNearlySpent());
        }
        spending.unpriced().forEach(json.putArray("unpriced")::add);
        return json;
    }
}

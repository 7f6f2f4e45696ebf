package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.problem.BudgetExceeded;
import org.jspecify.annotations.Nullable;

/** Whether a model can be paid for a request, by the budgets that hold for it. */
@FunctionalInterface
public interface Funds {

    /** No budget holds. */
    Funds ENDLESS = (request, facts, side, model) -> null;

    /**
     * Why the model of a side cannot be paid; null if it can, or costs nothing, or has no known price.
     *
     * @param model the one that the policy names; null for the side's configured one
     */
    @Nullable Lack lack(ChatRequest request, Facts facts, Side side, @Nullable String model);

    /**
     * What is lacking.
     *
     * @param refuse whether the request is to be refused, rather than answered locally
     * @param problem the client's error then
     */
    record Lack(boolean refuse, BudgetExceeded problem) {}
}

package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.BUDGET_EXCEEDED;
import static io.oblix.problem.ErrorTerms.NO_QUOTA;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that only a model which costs money could answer, and no budget to pay it. Nothing was sent upstream. */
public final class BudgetExceeded extends Problem {

    private static final long serialVersionUID = 1L;

    /**
     * @param figures the limit, what is spent of it and until when
     * @param retryAfter until some of it is free again; null when there is never enough
     */
    public BudgetExceeded(String figures, @Nullable Duration retryAfter) {
        super(429, NO_QUOTA, BUDGET_EXCEEDED, null, retryAfter, figures, null);
    }

    /** Whether a problem is about a budget, that of one model's call included. */
    public static boolean is(Problem problem) {
        return BUDGET_EXCEEDED.equals(problem.code());
    }
}

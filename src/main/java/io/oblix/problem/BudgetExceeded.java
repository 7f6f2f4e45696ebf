package io.oblix.problem;

import java.time.Duration;

/** A request that only a model which costs money could answer, and no budget to pay it. Nothing was sent upstream. */
public final class BudgetExceeded extends Problem {

    private static final long serialVersionUID = 1L;

    private static final String CODE = "budget_exceeded";

    /**
     * @param figures the limit, what is spent of it and until when
     * @param retryAfter until some of it is free again
     */
    public BudgetExceeded(String figures, Duration retryAfter) {
        super(429, "insufficient_quota", CODE, null, retryAfter, figures, null);
    }

    /** Whether a problem is about a budget, that of one model's call included. */
    public static boolean is(Problem problem) {
        return CODE.equals(problem.code());
    }
}

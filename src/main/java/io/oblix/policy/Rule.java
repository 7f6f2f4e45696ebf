package io.oblix.policy;

import io.oblix.chat.Side;
import io.oblix.policy.DecideEndpoint.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a policy that is in use: one {@code decide:} step and what leads to it.
 *
 * @param description the sentence that the file gives it; its condition where there is none
 * @param condition when it decides, if no rule before it did; null when it always does, or when its condition is more
 *     than comparisons of facts
 * @param explainable whether the condition is all there is to it, so that it can be said what would change it
 */
public record Rule(String description, int line, @Nullable Condition condition, boolean explainable, Verdict verdict) {

    /** {@code The machine is at its limits: cloud, else local (machine-critical)}. */
    public String inOneLine() {
        Side fallback = verdict.fallback();
        String model = verdict.model();
        return description + ": " + Explanation.word(verdict.target()) + (model == null ? "" : " " + model)
                + (fallback == null ? "" : ", else " + fallback.word()) + " (" + verdict.reason() + ")";
    }
}

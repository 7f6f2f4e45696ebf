package io.oblix.policy;

import io.oblix.chat.Side;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a policy in use: one {@code decide:} step and the condition that leads to it.
 *
 * @param description what the file says of it; its condition where the file says nothing
 * @param line of the step in the file, from 1
 * @param condition when it decides, if no earlier rule did; null when it always does, or when its condition does more
 *     than compare facts
 * @param explainable whether the condition alone leads to the step, so that what would change it can be told
 */
public record Rule(String description, int line, @Nullable Condition condition, boolean explainable, Verdict verdict) {

    /** {@code The machine is at its limits: cloud, else local (machine-critical)}. */
    public String inOneLine() {
        Side fallback = verdict.fallback();
        String model = verdict.model();
        return description + ": " + verdict.targetWord() + (model == null ? "" : " " + model)
                + (fallback == null ? "" : ", else " + fallback.word()) + " (" + verdict.reason() + ")";
    }
}

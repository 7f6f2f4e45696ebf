package io.oblix.policy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which model should answer a request.
 *
 * @param policy the policy that decided; {@code none} when the client named the model
 * @param rule the description of the rule that decided; empty when the client named the model
 * @param target the side that should answer; null when the client named the model
 * @param fallback the side that answers when the target does not; null for none
 * @param model the model that the policy or the client named; null for the side's configured one
 * @param reason a fixed phrase for headers, log and metrics, lower-case-with-dashes
 * @param localOnly whether no cloud may be asked, whatever the other components say
 * @param warm whether the local model should be loaded while the cloud answers
 * @param takeover when the fallback answers although the target has not failed
 */
public record Decision(
        String policy,
        String rule,
        @Nullable Side target,
        @Nullable Side fallback,
        @Nullable String model,
        String reason,
        boolean localOnly,
        boolean warm,
        Takeover takeover) {

    public static final String NO_POLICY = "none";
    public static final String EXPLICIT_MODEL = "explicit-model";

    /** The fallback answers only when the target fails. */
    public Decision(
            String policy,
            String rule,
            @Nullable Side target,
            @Nullable Side fallback,
            @Nullable String model,
            String reason,
            boolean localOnly,
            boolean warm) {
        this(policy, rule, target, fallback, model, reason, localOnly, warm, Takeover.NEVER);
    }

    private static final String STAYING = "The conversation stays with the model that it has";

    /** The reason of a decision that no rule takes now; the conversation does. */
    static final String STAYS = "conversation-stays";

    /** The same at a later turn, at which no rule decides so any more. */
    Decision staying() {
        return new Decision(policy, STAYING, target, fallback, model, STAYS, localOnly, false, takeover);
    }

    /** The client named a model: that one and no other. */
    static Decision explicit(String model, boolean localOnly) {
        return new Decision(NO_POLICY, "", null, null, model, EXPLICIT_MODEL, localOnly, false);
    }

    /**
     * How long the target may take to its first content before the fallback is asked as well; null for as long as it
     * takes.
     */
    public @Nullable Duration hedgeAfter(Facts facts) {
        HedgeDelay hedge = takeover.hedge();
        return hedge == null || target == null || fallback == null || localOnly ? null : hedge.of(target, facts);
    }

    /** Without the fallback. */
    Decision alone() {
        return new Decision(policy, rule, target, null, model, reason, localOnly, warm);
    }

    /** For what follows an answer of the fallback's: with it as the target, which is neither judged nor hedged. */
    Decision swapped() {
        return new Decision(
                policy, STAYING, /* target= */ fallback, /* fallback= */ target, null, STAYS, localOnly, false);
    }
}

package io.oblix.policy;

import io.oblix.chat.Side;
import org.jspecify.annotations.Nullable;

/**
 * The result of running a policy, before the promises are applied.
 *
 * @param target null when the request is rejected
 * @param fallback null for none, never the target
 * @param sticky whether a conversation that is with the other side stays there, see {@link Stickiness}
 * @param rule the index in {@link Policy#rules} of the rule that decided
 */
public record Verdict(
        @Nullable Side target,
        @Nullable Side fallback,
        @Nullable String model,
        String reason,
        boolean warm,
        Takeover takeover,
        boolean sticky,
        int rule) {

    /** Moves any conversation. */
    public Verdict(
            @Nullable Side target,
            @Nullable Side fallback,
            @Nullable String model,
            String reason,
            boolean warm,
            Takeover takeover,
            int rule) {
        this(target, fallback, model, reason, warm, takeover, false, rule);
    }

    /** The fallback answers only when the target fails. */
    public Verdict(
            @Nullable Side target,
            @Nullable Side fallback,
            @Nullable String model,
            String reason,
            boolean warm,
            int rule) {
        this(target, fallback, model, reason, warm, Takeover.NEVER, rule);
    }

    public boolean isRejection() {
        return target == null;
    }

    public String targetWord() {
        return word(target);
    }

    /** {@code local}, {@code cloud}, or {@code reject} for null. */
    public static String word(@Nullable Side target) {
        return target == null ? "reject" : target.word();
    }
}

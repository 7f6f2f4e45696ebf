package io.oblix.policy;

import org.jspecify.annotations.Nullable;

/**
 * When the fallback answers although the target has not failed.
 *
 * @param escalate the share of the least confident local answers that are not sent, 0 (none) to 1 (all)
 * @param hedge how long the target may take to its first content before the fallback is asked as well; null for as long
 *     as it takes
 */
public record Takeover(double escalate, @Nullable HedgeDelay hedge) {

    public static final Takeover NEVER = new Takeover(0, null);

    /** @throws IllegalArgumentException with a message for the author of the policy */
    public static Takeover parse(String escalate, @Nullable String hedge) {
        return new Takeover(share(escalate), hedge == null ? null : HedgeDelay.parse(hedge));
    }

    private static double share(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new IllegalArgumentException("escalate=" + text + " is not a share from 0 to 1, such as escalate=0.1");
    }
}

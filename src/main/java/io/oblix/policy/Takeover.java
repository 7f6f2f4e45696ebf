package io.oblix.policy;

import io.oblix.settings.SettingsReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the fallback answers although the target has not failed.
 *
 * @param escalate the share of the least confident local answers that are not sent, 0 (none) to 1 (all)
 * @param hedge how long the target may take to its first content before the fallback is asked as well; null for as long
 *     as it takes
 */
public record Takeover(double escalate, @Nullable Duration hedge) {

    public static final Takeover NEVER = new Takeover(0, null);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws IllegalArgumentException with a message for the author of the policy */
    public static Takeover parse(String escalate, @Nullable String hedge) {
        return new Takeover(share(escalate), hedge == null ? null : duration(hedge));
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

    private static Duration duration(String text) {
        Duration duration = SettingsReader.durationIn(text);
        if (duration == null || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("hedge=" + text
                    + " is not a duration such as 500ms, 3s or 1m, up to 1h; leave it out for no hedge");
        }
        return duration;
    }
}

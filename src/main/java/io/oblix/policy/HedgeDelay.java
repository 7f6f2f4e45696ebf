package io.oblix.policy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.settings.SettingsReader;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a target may take to its first content before the fallback is asked as well: a time, {@code 3s}, or a multiple
 * of what this request's wait was expected to be, {@code 3x}. By a multiple only streams are hedged, because of a whole
 * answer the end is waited for.
 *
 * @param least the time; for a multiple the shortest one, 2 s, since a wait of a few milliseconds may well be three times
 *     that
 * @param times the multiple, 1 to 100; 0 for a time
 */
public record HedgeDelay(Duration least, double times) {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LEAST_OF_MULTIPLES = Duration.ofSeconds(2);
    private static final Pattern MULTIPLE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)x");

    /** @throws IllegalArgumentException with a message for the author of the policy */
    static HedgeDelay parse(String text) {
        Matcher multiple = MULTIPLE.matcher(text);
        double times = multiple.matches() ? Double.parseDouble(multiple.group(1)) : 0;
        if (times >= 1 && times <= 100) {
            return new HedgeDelay(LEAST_OF_MULTIPLES, times);
        }
        Duration duration = SettingsReader.durationIn(text);
        if (duration == null || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "hedge=" + text + " is neither a duration such as 500ms, 3s or 1m, up to 1h,"
                            + " nor a multiple of the expected wait such as 3x, from 1x to 100x; leave it out for no hedge");
        }
        return new HedgeDelay(duration, 0);
    }

    /** The time for a request; null where it is not hedged. */
    @Nullable Duration of(Side target, Facts facts) {
        if (times == 0) {
            return least;
        }
        if (!facts.request().streaming()) {
            return null;
        }
        long expectedMillis = target == Side.LOCAL
                ? facts.local().waitMillis()
                : facts.cloud().waitMillis();
        Duration after = Duration.ofMillis(Math.round(times * expectedMillis));
        return after.compareTo(least) > 0 ? after : least;
    }
}

package io.oblix.provider.claude;

import io.oblix.upstream.ClientHeaders;
import io.oblix.upstream.UpstreamHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's rate limit headers under the names that OpenAI's clients read: {@code anthropic-ratelimit-requests-remaining}
 * becomes {@code x-ratelimit-remaining-requests}, and so on (https://platform.claude.com/docs/en/api/rate-limits).
 * Anthropic sends the time at which a limit resets (RFC 3339), OpenAI the time until then in Go's notation,
 * {@code 6m0s}.
 */
final class ClaudeRateLimits {

    private ClaudeRateLimits() {}

    static Map<String, String> headersForClient(UpstreamHead head) {
        return headersForClient(head, Instant.now());
    }

    static Map<String, String> headersForClient(UpstreamHead head, Instant now) {
        Map<String, String> headers = ClientHeaders.of(head);
        copy(head, "requests", "requests", headers, now);
        // Anthropic sends either one limit on all tokens, or one for input and one for output.
        boolean together = head.headers().containsKey("anthropic-ratelimit-tokens-limit");
        copy(head, together ? "tokens" : "input-tokens", "tokens", headers, now);
        return headers;
    }

    private static void copy(UpstreamHead head, String theirs, String ours, Map<String, String> to, Instant now) {
        put("limit", ours, head.headers().get("anthropic-ratelimit-" + theirs + "-limit"), to);
        put("remaining", ours, head.headers().get("anthropic-ratelimit-" + theirs + "-remaining"), to);
        put("reset", ours, untilReset(head.headers().get("anthropic-ratelimit-" + theirs + "-reset"), now), to);
    }

    private static void put(String what, String of, @Nullable String value, Map<String, String> to) {
        if (value != null) {
            to.put("x-ratelimit-" + what + "-" + of, value);
        }
    }

    private static @Nullable String untilReset(@Nullable String reset, Instant now) {
        if (reset == null) {
            return null;
        }
        try {
            Duration left = Duration.between(now, OffsetDateTime.parse(reset).toInstant());
            return inGo(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** {@code 0s}, {@code 120ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h0m7s}. */
    static String inGo(Duration duration) {
        if (duration.toSeconds() == 0 && duration.toMillis() > 0) {
            return duration.toMillis() + "ms";
        }
        String hours = duration.toHours() > 0 ? duration.toHours() + "h" : "";
        String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
        int millis = duration.toMillisPart();
        String fraction =
                millis == 0 ? "" : String.format(Locale.ROOT, ".%03d", millis).replaceAll("0+$", "");
        return hours + minutes + duration.toSecondsPart() + fraction + "s";
    }
}

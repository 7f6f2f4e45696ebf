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

    /** The names of Anthropic's headers for one limit, and the end of the names that OpenAI's clients read. */
    private record Limit(String limit, String remaining, String reset, String ours) {

        static Limit of(String theirs, String ours) {
            String name = "anthropic-ratelimit-" + theirs;
            return new Limit(name + "-limit", name + "-remaining", name + "-reset", ours);
        }
    }

    private static final Limit REQUESTS = Limit.of("requests", "requests");
    private static final Limit TOKENS = Limit.of("tokens", "tokens");
    private static final Limit INPUT_TOKENS = Limit.of("input-tokens", "tokens");

    private ClaudeRateLimits() {}

    static Map<String, String> headersForClient(UpstreamHead head) {
        return headersForClient(head, Instant.now());
    }

    static Map<String, String> headersForClient(UpstreamHead head, Instant now) {
        Map<String, String> headers = ClientHeaders.of(head);
        copy(head.headers(), REQUESTS, headers, now);
        // Anthropic sends either one limit on all tokens, or one for input and one for output.
        boolean together = head.headers().containsKey(TOKENS.limit());
        copy(head.headers(), together ? TOKENS : INPUT_TOKENS, headers, now);
        return headers;
    }

    private static void copy(Map<String, String> from, Limit limit, Map<String, String> to, Instant now) {
        put("limit", limit, from.get(limit.limit()), to);
        put("remaining", limit, from.get(limit.remaining()), to);
        put("reset", limit, untilReset(from.get(limit.reset()), now), to);
    }

    private static void put(String what, Limit of, @Nullable String value, Map<String, String> to) {
        if (value != null) {
            to.put("x-ratelimit-" + what + "-" + of.ours(), value);
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

package io.oblix.server.reply;

import io.oblix.key.KeyUse;
import io.oblix.key.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the limits of a key stand, under the names of one API. */
public final class LimitHeaders {

    private static final String OPENAI = "x-ratelimit-";
    private static final String ANTHROPIC = "anthropic-ratelimit-";
    private static final String REQUESTS = "requests";
    private static final String TOKENS = "tokens";

    private LimitHeaders() {}

    /** OpenAI's names, with the time until the limit is whole again as {@code 6m0s}. */
    public static Map<String, String> openAi(KeyUse use) {
        Rate requests = use.requests();
        Rate tokens = use.tokens();
        if (requests == null && tokens == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        addOpenAi(headers, REQUESTS, requests);
        addOpenAi(headers, TOKENS, tokens);
        return headers;
    }

    private static void addOpenAi(Map<String, String> headers, String of, @Nullable Rate rate) {
        if (rate != null) {
            headers.put(OPENAI + "limit-" + of, Long.toString(rate.limit()));
            headers.put(OPENAI + "remaining-" + of, Long.toString(rate.remaining()));
            headers.put(OPENAI + "reset-" + of, written(rate.reset()));
        }
    }

    /** Anthropic's names, with the time at which the limit is whole again. */
    public static Map<String, String> anthropic(KeyUse use) {
        Rate requests = use.requests();
        Rate tokens = use.tokens();
        if (requests == null && tokens == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        addAnthropic(headers, REQUESTS, requests);
        addAnthropic(headers, TOKENS, tokens);
        return headers;
    }

    private static void addAnthropic(Map<String, String> headers, String of, @Nullable Rate rate) {
        if (rate != null) {
            headers.put(ANTHROPIC + of + "-limit", Long.toString(rate.limit()));
            headers.put(ANTHROPIC + of + "-remaining", Long.toString(rate.remaining()));
            Instant whole = Instant.now().plus(rate.reset());
            headers.put(
                    ANTHROPIC + of + "-reset",
                    Instant.ofEpochSecond(whole.getEpochSecond() + (whole.getNano() > 0 ? 1 : 0))
                            .toString());
        }
    }

    /** Puts a key's own limits in the place of those that a provider has told. */
    public static void replace(Map<String, String> headers, Map<String, String> own) {
        if (!own.isEmpty()) {
            headers.keySet().removeIf(name -> {
                String lower = name.toLowerCase(Locale.ROOT);
                return lower.startsWith(OPENAI) || lower.startsWith(ANTHROPIC);
            });
            headers.putAll(own);
        }
    }

    static String written(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + "ms";
        }
        long seconds = (time.toMillis() + 999) / 1000;
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}

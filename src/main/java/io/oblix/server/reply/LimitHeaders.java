package io.oblix.server.reply;

import io.oblix.key.KeyUse;
import io.oblix.key.Rate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the limits of a key stand, under the names of one API. */
public final class LimitHeaders {

    /** OpenAI's names, with the time until the limit is whole again as {@code 6m0s}. */
    public static final LimitHeaders OPENAI = new LimitHeaders("x-ratelimit-%2$s-%1$s", LimitHeaders::written);

    /** Anthropic's names, with the time at which the limit is whole again. */
    public static final LimitHeaders ANTHROPIC =
            new LimitHeaders("anthropic-ratelimit-%1$s-%2$s", LimitHeaders::moment);

    private final Names requests;
    private final Names tokens;
    private final Function<Duration, String> reset;

    private LimitHeaders(String form, Function<Duration, String> reset) {
        this.reset = reset;
        requests = new Names(form, "requests");
        tokens = new Names(form, "tokens");
    }

    /** In the form in which headers are found and written fastest. */
    private record Names(CharSequence limit, CharSequence remaining, CharSequence reset) {

        Names(String form, String of) {
            this(name(form, of, "limit"), name(form, of, "remaining"), name(form, of, "reset"));
        }

        private static CharSequence name(String form, String of, String what) {
            return HttpHeaders.createOptimized(String.format(form, of, what));
        }
    }

    /** Puts them into the headers of a reply, in the place of those that a provider has told of its own. */
    public void putInto(MultiMap headers, KeyUse use) {
        removeFrom(headers);
        put(headers, requests, use.requests());
        put(headers, tokens, use.tokens());
    }

    private static void removeFrom(MultiMap headers) {
        List<String> told = new ArrayList<>(0);
        headers.forEach((name, value) -> {
            if (begins(name, "x-ratelimit-") || begins(name, "anthropic-ratelimit-")) {
                told.add(name);
            }
        });
        told.forEach(headers::remove);
    }

    private static boolean begins(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private void put(MultiMap headers, Names names, @Nullable Rate rate) {
        if (rate != null) {
            headers.set(names.limit(), Long.toString(rate.limit()));
            headers.set(names.remaining(), Long.toString(rate.remaining()));
            headers.set(names.reset(), reset.apply(rate.reset()));
        }
    }

    private static String moment(Duration left) {
        Instant whole = Instant.now().plus(left);
        return Instant.ofEpochSecond(whole.getEpochSecond() + (whole.getNano() > 0 ? 1 : 0))
                .toString();
    }

    static String written(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + "ms";
        }
        long seconds = (time.toMillis() + 999) / 1000;
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}

package io.oblix.upstream;

import io.vertx.core.http.HttpClientResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a provider's answer.
 *
 * @param headers by their names in lower case; of several with one name the first
 */
public record UpstreamHead(int status, Map<String, String> headers) {

    static UpstreamHead of(HttpClientResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return new UpstreamHead(response.statusCode(), headers);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The media type without its parameters, in lower case; empty when there is none. */
    public String contentType() {
        String type = headers.get("content-type");
        if (type == null) {
            return "";
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** How long the provider asks to wait, by {@code retry-after-ms} or {@code retry-after} in seconds or as a date. */
    public @Nullable Duration retryAfter() {
        String millis = headers.get("retry-after-ms");
        String wait = millis != null ? millis : headers.get("retry-after");
        if (wait == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(wait.strip());
            boolean sensible = number >= 0 && number < 1e9;
            return sensible ? Duration.ofMillis((long) (millis != null ? number : number * 1000)) : null;
        } catch (NumberFormatException date) {
            return untilDate(wait.strip());
        }
    }

    /** What the provider says of another try, by {@code x-should-retry}; null when it says nothing. */
    public @Nullable Boolean shouldRetry() {
        String said = headers.get("x-should-retry");
        return said == null ? null : Boolean.valueOf(said.strip());
    }

    private static @Nullable Duration untilDate(String date) {
        try {
            Duration left = Duration.between(
                    Instant.now(),
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}

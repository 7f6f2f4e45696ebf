package io.oblix.ledger;

import io.oblix.problem.RequestProblem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the ledger.
 *
 * @param by one of {@link #BY}
 * @param since the first moment
 * @param until the first moment after
 * @param key only this key's usage; null for all
 */
public record UsageQuery(
        String by, Instant since, Instant until, @Nullable String key) {

    /** What sums can be made by. */
    public static final List<String> BY = List.of("key", "model", "day", "client");

    private static final String SINCE = "7d";
    /** Days are compared as text, so a year has four digits. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,5})([mhdw])");

    /**
     * @param by null for {@code model}
     * @param since a span such as {@code 7d} or {@code 24h}, a date or a time, UTC; null for seven days
     * @param until likewise, a date including that day; null for now
     * @throws RequestProblem when one of them is none
     */
    public static UsageQuery of(
            @Nullable String by, @Nullable String since, @Nullable String until, @Nullable String key, Instant now) {
        String wanted = Objects.requireNonNullElse(by, "model");
        if (!BY.contains(wanted)) {
            throw RequestProblem.invalid(
                    "by",
                    "invalid_value",
                    "Invalid value for 'by'. Supported values are: 'key', 'model', 'day' and 'client'.");
        }
        Instant from = moment("since", Objects.requireNonNullElse(since, SINCE), now, false);
        Instant to = until == null ? now : moment("until", until, now, true);
        if (!from.isBefore(to)) {
            throw RequestProblem.invalid(
                    until == null ? "since" : "until",
                    "invalid_value",
                    "Invalid value for 'since': it must be before " + (until == null ? "now." : "'until'."));
        }
        return new UsageQuery(wanted, from, to, key);
    }

    /**
     * @param text a span such as {@code 7d} before now, a date or a time, UTC
     * @throws RequestProblem when it is none
     */
    public static Instant since(String text, Instant now) {
        return moment("since", text, now, false);
    }

    private static Instant moment(String name, String text, Instant now, boolean isEnd) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            return bounded(now.minus(unit(span.group(2)).multipliedBy(Long.parseLong(span.group(1)))));
        }
        try {
            return bounded(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text)
                                    .plusDays(isEnd ? 1 : 0)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeException neither) {
            throw RequestProblem.invalid(
                    name,
                    "invalid_value",
                    "Invalid value for '" + name
                            + "'. Expected a span such as 24h or 7d, a date such as 2026-01-31, or a time such as"
                            + " 2026-01-31T12:00:00Z.");
        }
    }

    private static Instant bounded(Instant moment) {
        return moment.isBefore(FIRST) ? FIRST : moment.isAfter(LAST) ? LAST : moment;
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}

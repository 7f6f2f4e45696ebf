package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.ledger.Ledger;
import io.oblix.ledger.UsageQuery;
import io.oblix.problem.RequestProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was used in the last days, by key, model and client, beside as many days before, to the same hour of the day. */
final class UsagePeriods {

    private static final List<Integer> DAYS = List.of(1, 7, 30);
    private static final List<String> BY = List.of("key", "model", "client");

    private final Ledger ledger;

    UsagePeriods(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Blocks while the ledger is read.
     *
     * @param text 1, which is today, 7 or 30
     * @throws RequestProblem when it is none of them
     */
    ObjectNode of(@Nullable String text) {
        int days = days(text);
        Instant now = ledger.clock().instant();
        Instant since = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .minusDays(days - 1L)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Duration length = Duration.ofDays(days);
        ObjectNode json = Json.object().put("days", days).put("since", since.toString());
        for (String by : BY) {
            ObjectNode report = ledger.usage(new UsageQuery(by, since, later(now, since), null))
                    .json();
            json.set(by, report.path("rows"));
            json.set("total", report.path("total"));
            json.set("unpriced", report.path("unpriced"));
        }
        Instant before = since.minus(length);
        UsageQuery earlier = new UsageQuery("model", before, later(now.minus(length), before), null);
        json.set("before", ledger.usage(earlier).json().path("total"));
        return json;
    }

    /** A period has a length, even at midnight. */
    private static Instant later(Instant moment, Instant than) {
        return moment.isAfter(than) ? moment : than.plusSeconds(1);
    }

    private static int days(@Nullable String text) {
        for (int days : DAYS) {
            if (Integer.toString(days).equals(text)) {
                return days;
            }
        }
        throw RequestProblem.invalid(
                "days", "invalid_value", "Invalid value for 'days'. Supported values are: '1', '7' and '30'.");
    }
}

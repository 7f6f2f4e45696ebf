package io.oblix.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads sums: by hours as far back as those are kept, and by whole days beyond.
 *
 * @param keep how long hours are kept
 * @param patienceSeconds see {@link Database#patienceSeconds}
 */
record UsageTables(Duration keep, int patienceSeconds) {

    /** In place of an empty name: no key, or a program that does not say what it is. */
    private static final String NO_NAME = "none";

    private static final Comparator<UsageReport.Row> DEAREST_FIRST = Comparator.comparing(
                    (UsageReport.Row row) -> row.totals().microUsd())
            .thenComparing(row -> row.totals().requests())
            .reversed()
            .thenComparing(UsageReport.Row::name);

    UsageReport report(Connection connection, UsageQuery query, Instant now) throws SQLException {
        boolean hours = !query.since().isBefore(now.minus(keep).plus(1, ChronoUnit.HOURS));
        Instant since = query.since().truncatedTo(hours ? ChronoUnit.HOURS : ChronoUnit.DAYS);
        String time = hours ? "hour" : "day";
        String name = query.by().equals("day") ? (hours ? "SUBSTR(hour, 1, 10)" : "day") : query.by();
        String where = " FROM " + (hours ? "hourly" : "daily") + " WHERE " + time + " >= ? AND " + time + " < ?"
                + (query.key() == null ? "" : " AND key = ?");
        String[] bounds = bounds(query, since, hours);
        List<UsageReport.Row> rows = new ArrayList<>();
        String sums = "SELECT " + name + ", " + Totals.SUMS + where + " GROUP BY " + name;
        try (PreparedStatement select = prepared(connection, sums, bounds);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                String found = result.getString(1);
                rows.add(new UsageReport.Row(found.isEmpty() ? NO_NAME : found, Totals.read(result, 2)));
            }
        }
        rows.sort(query.by().equals("day") ? Comparator.comparing(UsageReport.Row::name) : DEAREST_FIRST);
        List<String> unpriced = new ArrayList<>();
        String models = "SELECT DISTINCT model" + where + " AND unpriced_calls > 0 ORDER BY model";
        try (PreparedStatement select = prepared(connection, models, bounds);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                unpriced.add(result.getString(1));
            }
        }
        Instant until = query.until().truncatedTo(ChronoUnit.SECONDS);
        return new UsageReport(query.by(), since, until, List.copyOf(rows), unpriced, 0);
    }

    /** An hour or a day that has begun before the end belongs to it. */
    private static String[] bounds(UsageQuery query, Instant since, boolean hours) {
        Instant last = query.until().minusNanos(1);
        Instant end = hours
                ? last.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS)
                : last.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        String from = hours ? Batch.hour(since) : Batch.day(since);
        String to = hours ? Batch.hour(end) : Batch.day(end);
        return query.key() == null ? new String[] {from, to} : new String[] {from, to, query.key()};
    }

    private PreparedStatement prepared(Connection connection, String sql, String[] values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(patienceSeconds);
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
        return statement;
    }
}

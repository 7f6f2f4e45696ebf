package io.oblix.ledger;

import io.oblix.chat.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is written in one transaction. It is written once, however often it is tried: where a commit was not confirmed,
 * the process finds its number in the database.
 *
 * @param writer the process
 * @param number of the batch, counted from 1
 * @param names of models
 */
record Batch(String writer, long number, List<Entry> entries, Names names) {

    private static final String MARK = "INSERT INTO writer (id, last_batch, time) VALUES (?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET last_batch = excluded.last_batch, time = excluded.time"
            + " WHERE writer.last_batch < excluded.last_batch";

    private static final List<String> CALL_COLUMNS = List.of(
            "id",
            "request_id",
            "time",
            "key",
            "dialect",
            "client",
            "policy",
            "reason",
            "target",
            "provider",
            "model",
            "outcome",
            "input_tokens",
            "output_tokens",
            "cached_tokens",
            "reasoning_tokens",
            "micro_usd",
            "saved_micro_usd",
            "priced",
            "estimated",
            "wasted",
            "cloud_bytes",
            "total_ms",
            "first_token_ms");

    private static final String ADD_CALL = "INSERT INTO attempt (" + String.join(", ", CALL_COLUMNS) + ") VALUES ("
            + marks(CALL_COLUMNS.size()) + ") ON CONFLICT (id) DO NOTHING";

    private static final String ADD_HOURLY = upsert("hourly", "hour");
    private static final String ADD_DAILY = upsert("daily", "day");

    private static final int DATE_LENGTH = "2026-01-31".length();

    /** A row of sums, of the hour or the day that began then. */
    private record Row(Instant since, String key, String model, String client) {

        /** Two processes take the rows in the same order, so that neither holds what the other waits for. */
        static final Comparator<Row> ORDER = Comparator.comparing(Row::since)
                .thenComparing(Row::key)
                .thenComparing(Row::model)
                .thenComparing(Row::client);

        Row day() {
            return new Row(since.truncatedTo(ChronoUnit.DAYS), key, model, client);
        }
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static String upsert(String table, String time) {
        return "INSERT INTO " + table + " (" + time + ", key, model, client, " + String.join(", ", Totals.COLUMNS)
                + ") VALUES (" + marks(4 + Totals.COLUMNS.size()) + ") ON CONFLICT (" + time
                + ", key, model, client) DO UPDATE SET "
                + Totals.COLUMNS.stream()
                        .map(column -> column + " = " + table + "." + column + " + excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    /** An hour as the tables name it. */
    static String hour(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS).toString();
    }

    /** A day as the tables name it. */
    static String day(Instant time) {
        return time.toString().substring(0, DATE_LENGTH);
    }

    /** Null, for a transaction. */
    Void write(Connection connection) throws SQLException {
        if (isNew(connection)) {
            writeCalls(connection);
            writeSums(connection);
            DecisionTable.write(connection, entries);
        }
        return null;
    }

    private boolean isNew(Connection connection) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(MARK)) {
            mark.setString(1, writer);
            mark.setLong(2, number);
            mark.setString(3, Instant.now().toString());
            return mark.executeUpdate() > 0;
        }
    }

    private void writeCalls(Connection connection) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD_CALL)) {
            boolean any = false;
            for (Entry entry : entries) {
                if (entry instanceof Call call) {
                    set(add, call);
                    add.addBatch();
                    any = true;
                }
            }
            if (any) {
                add.executeBatch();
            }
        }
    }

    private void set(PreparedStatement add, Call call) throws SQLException {
        String[] texts = {
            writer + "-" + call.number(),
            call.origin().requestId(),
            call.time().truncatedTo(ChronoUnit.MILLIS).toString(),
            Names.of(call.key()),
            call.origin().dialect(),
            Names.of(call.client()),
            Names.of(call.origin().policy()),
            Names.of(call.origin().reason()),
            call.target(),
            call.provider(),
            names.model(call.model(), call.hasWorked()),
            call.outcome()
        };
        Usage usage = call.charge().usage();
        long[] numbers = {
            usage.promptTokens(),
            usage.completionTokens(),
            usage.cachedTokens(),
            usage.reasoningTokens(),
            call.charge().microUsd(),
            call.charge().savedMicroUsd(),
            call.charge().isPriced() ? 1 : 0,
            usage.isEstimate() ? 1 : 0,
            call.charge().isWasted() ? 1 : 0,
            call.cloudBytes(),
            call.totalMillis()
        };
        int at = 1;
        for (String text : texts) {
            add.setString(at++, text);
        }
        for (long value : numbers) {
            add.setLong(at++, value);
        }
        if (call.firstTokenMillis() < 0) {
            add.setNull(at, Types.BIGINT);
        } else {
            add.setLong(at, call.firstTokenMillis());
        }
    }

    private void writeSums(Connection connection) throws SQLException {
        Map<Row, Totals> hours = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Summed summed) {
                String key = Names.of(summed.key());
                String model = names.model(summed.model(), summed.hasWorked());
                String client = Names.of(summed.client());
                Instant hour = summed.time().truncatedTo(ChronoUnit.HOURS);
                hours.merge(new Row(hour, key, model, client), summed.totals(), Totals::plus);
            }
        }
        Map<Row, Totals> days = new HashMap<>();
        hours.forEach((row, totals) -> days.merge(row.day(), totals, Totals::plus));
        add(connection, ADD_HOURLY, hours, Batch::hour);
        add(connection, ADD_DAILY, days, Batch::day);
    }

    private static void add(Connection connection, String sql, Map<Row, Totals> rows, Function<Instant, String> name)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(sql)) {
            for (Row row : rows.keySet().stream().sorted(Row.ORDER).toList()) {
                add.setString(1, name.apply(row.since()));
                add.setString(2, row.key());
                add.setString(3, row.model());
                add.setString(4, row.client());
                Objects.requireNonNull(rows.get(row)).set(add, 5);
                add.addBatch();
            }
            add.executeBatch();
        }
    }
}

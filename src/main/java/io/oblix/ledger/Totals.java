package io.oblix.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sums over requests and calls.
 *
 * @param requests of clients that ended
 * @param failed those of them that got no whole answer, though their client waited for it
 * @param inputTokens of the answers that clients got, as they were told
 * @param outputTokens likewise
 * @param cachedTokens of the input
 * @param reasoningTokens of the output
 * @param microUsd what all calls cost, in vain or not
 * @param savedMicroUsd what the same would have cost at the configured cloud model, less that
 * @param wastedTokens of calls of which clients got nothing; not among the input and the output
 * @param wastedMicroUsd what those cost
 * @param cloudBytes sent to clouds
 * @param unpricedCalls to models whose price is not known
 */
record Totals(
        long requests,
        long failed,
        long inputTokens,
        long outputTokens,
        long cachedTokens,
        long reasoningTokens,
        long microUsd,
        long savedMicroUsd,
        long wastedTokens,
        long wastedMicroUsd,
        long cloudBytes,
        long unpricedCalls) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The columns of the tables, in the order of the components. */
    static final List<String> COLUMNS = List.of(
            "requests",
            "failed",
            "input_tokens",
            "output_tokens",
            "cached_tokens",
            "reasoning_tokens",
            "micro_usd",
            "saved_micro_usd",
            "wasted_tokens",
            "wasted_micro_usd",
            "cloud_bytes",
            "unpriced_calls");

    /** As they stand in a query that sums them up. */
    static final String SUMS =
            COLUMNS.stream().map(column -> "SUM(" + column + ")").collect(Collectors.joining(", "));

    private long[] values() {
        return new long[] {
            requests,
            failed,
            inputTokens,
            outputTokens,
            cachedTokens,
            reasoningTokens,
            microUsd,
            savedMicroUsd,
            wastedTokens,
            wastedMicroUsd,
            cloudBytes,
            unpricedCalls
        };
    }

    private static Totals of(long[] v) {
        return new Totals(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
    }

    Totals plus(Totals other) {
        long[] sums = values();
        long[] more = other.values();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
        return of(sums);
    }

    /** Sets the parameters from this place on. */
    void set(PreparedStatement statement, int from) throws SQLException {
        long[] values = values();
        for (int i = 0; i < values.length; i++) {
            statement.setLong(from + i, values[i]);
        }
    }

    /** Reads the columns from this place on. */
    static Totals read(ResultSet result, int from) throws SQLException {
        long[] values = new long[COLUMNS.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = result.getLong(from + i);
        }
        return of(values);
    }
}

package io.oblix.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.oblix.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The statements of the table of decisions, the same for SQLite and PostgreSQL. */
final class DecisionTable {

    private static final String ADD = """
            INSERT INTO decision (request_id, time, key, policy, reason, target, by_rule, facts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING""";

    private static final String FOUND = "UPDATE decision SET good = ? WHERE request_id = ?";
    private static final String KEY = "SELECT key FROM decision WHERE request_id = ?";

    private static final String SINCE = """
            SELECT time, policy, reason, target, by_rule, facts, good FROM decision
            WHERE time >= ? AND policy <> 'none' ORDER BY time""";

    /** Rows that are read at a time, so that months of them fit into memory. */
    private static final int FETCH_ROWS = 500;

    private DecisionTable() {}

    /** Decisions first: feedback never comes before the decision that it belongs to. */
    static void write(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            boolean any = false;
            for (Entry entry : entries) {
                if (entry instanceof Decided decided) {
                    set(add, decided);
                    add.addBatch();
                    any = true;
                }
            }
            if (any) {
                add.executeBatch();
            }
        }
        try (PreparedStatement found = connection.prepareStatement(FOUND)) {
            for (Entry entry : entries) {
                if (entry instanceof Feedback feedback) {
                    found.setBoolean(1, feedback.good());
                    found.setString(2, feedback.requestId());
                    found.executeUpdate();
                }
            }
        }
    }

    private static void set(PreparedStatement add, Decided decided) throws SQLException {
        int at = 1;
        add.setString(at++, decided.requestId());
        add.setString(at++, decided.time().truncatedTo(ChronoUnit.MILLIS).toString());
        add.setString(at++, Names.of(decided.facts().key().name()));
        add.setString(at++, Names.of(decided.outcome().policy()));
        add.setString(at++, Names.of(decided.outcome().reason()));
        add.setString(at++, decided.target());
        add.setInt(at++, decided.isByRule() ? 1 : 0);
        add.setString(at, decided.recordedFacts());
    }

    /** The name of the key that sent a request; nothing when there is no such request. */
    static Optional<String> keyOf(Connection connection, String requestId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KEY)) {
            select.setString(1, requestId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Decisions of policies, the oldest first. */
    static void read(Connection connection, Instant since, Consumer<RecordedDecision> each) throws SQLException {
        // Outside of a transaction PostgreSQL's driver reads all rows at once; with one SQLite would keep others from
        // writing.
        connection.setAutoCommit(
                !connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
        try (PreparedStatement select = connection.prepareStatement(SINCE)) {
            select.setFetchSize(FETCH_ROWS);
            select.setString(1, since.toString());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    each.accept(recorded(row));
                }
            }
        }
    }

    private static RecordedDecision recorded(ResultSet row) throws SQLException {
        JsonNode facts =
                Objects.requireNonNullElse(Json.valueOrNull(row.getString("facts")), MissingNode.getInstance());
        boolean found = row.getBoolean("good");
        Boolean good = row.wasNull() ? null : found;
        return new RecordedDecision(
                row.getString("time"),
                row.getString("policy"),
                row.getString("reason"),
                row.getString("target"),
                row.getInt("by_rule") > 0,
                facts,
                good);
    }
}

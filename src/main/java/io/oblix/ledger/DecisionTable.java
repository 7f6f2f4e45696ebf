package io.oblix.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.oblix.facts.RecordedFacts;
import io.oblix.json.Json;
import io.oblix.server.reply.RequestIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The statements of the table of decisions, the same for SQLite and PostgreSQL. */
final class DecisionTable {

    private static final String ADD = """
            INSERT INTO decision (request_id, time, key, policy, reason, target, by_rule, facts, differs_from)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING""";

    private static final String FOUND = "UPDATE decision SET good = ? WHERE request_id = ?";
    private static final String KEY = "SELECT key FROM decision WHERE request_id = ?";

    /** A request whose client named the model has no decision until there is feedback. */
    private static final String FOUND_OF_NAMED = """
            INSERT INTO decision (request_id, time, key, policy, reason, target, by_rule, facts, good)
            VALUES (?, ?, ?, 'none', 'explicit-model', 'none', 0, '', ?)
            ON CONFLICT (request_id) DO UPDATE SET good = excluded.good""";

    /** It has calls, which are found by their time: its id tells about when. */
    private static final String KEY_OF_NAMED =
            "SELECT key FROM attempt WHERE request_id = ? AND time >= ? AND time < ? LIMIT 1";

    /** A call that ends later after its request began is not looked for. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final String SINCE = """
            SELECT d.time, d.policy, d.reason, d.target, d.by_rule, d.facts, d.good, d.differs_from,
                o.facts AS others
            FROM decision d LEFT JOIN decision o ON o.request_id = d.differs_from AND o.differs_from IS NULL
            WHERE d.time >= ? AND d.policy <> 'none' AND (d.differs_from IS NULL OR o.request_id IS NOT NULL)
            ORDER BY d.time""";

    /** Rows that are read at a time, so that months of them fit into memory. */
    private static final int FETCH_ROWS = 500;

    private DecisionTable() {}

    /**
     * Decisions first: feedback never comes before the decision that it belongs to. What is written together was decided at
     * about the same time, when most facts are the same; they are written once.
     */
    static void write(Connection connection, List<Entry> entries) throws SQLException {
        List<Decided> decisions = entries.stream()
                .filter(Decided.class::isInstance)
                .map(Decided.class::cast)
                .toList();
        if (!decisions.isEmpty()) {
            add(connection, decisions);
        }
        for (Entry entry : entries) {
            if (entry instanceof Entry.Feedback feedback) {
                found(connection, feedback);
            }
        }
    }

    private static void add(Connection connection, List<Decided> decisions) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            Decided whole = null;
            for (Decided decided : decisions) {
                boolean canBeRepeated = decided.canBeRepeated();
                set(add, decided, canBeRepeated ? whole : null);
                whole = canBeRepeated && whole == null ? decided : whole;
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    private static void found(Connection connection, Entry.Feedback feedback) throws SQLException {
        Instant began = RequestIds.time(feedback.requestId());
        try (PreparedStatement found = connection.prepareStatement(FOUND);
                PreparedStatement ofNamed = connection.prepareStatement(FOUND_OF_NAMED)) {
            found.setBoolean(1, feedback.good());
            found.setString(2, feedback.requestId());
            if (found.executeUpdate() == 0 && began != null) {
                ofNamed.setString(1, feedback.requestId());
                ofNamed.setString(2, began.toString());
                ofNamed.setString(3, Names.of(feedback.key()));
                ofNamed.setBoolean(4, feedback.good());
                ofNamed.executeUpdate();
            }
        }
    }

    private static void set(PreparedStatement add, Decided decided, @Nullable Decided whole) throws SQLException {
        int at = 1;
        add.setString(at++, decided.requestId());
        add.setString(at++, decided.time().truncatedTo(ChronoUnit.MILLIS).toString());
        add.setString(at++, Names.of(decided.facts().key().name()));
        add.setString(at++, Names.of(decided.outcome().policy()));
        add.setString(at++, Names.of(decided.outcome().reason()));
        add.setString(at++, decided.target());
        add.setInt(at++, decided.isByRule() ? 1 : 0);
        add.setString(at++, decided.recordedFacts(whole));
        add.setString(at, whole == null ? null : whole.requestId());
    }

    /** The name of the key that sent a request; nothing when there is no such request. */
    static Optional<String> keyOf(Connection connection, String requestId) throws SQLException {
        Instant began = RequestIds.time(requestId);
        try (PreparedStatement select = connection.prepareStatement(KEY);
                PreparedStatement ofNamed = connection.prepareStatement(KEY_OF_NAMED)) {
            select.setString(1, requestId);
            Optional<String> key = key(select);
            if (key.isPresent() || began == null) {
                return key;
            }
            ofNamed.setString(1, requestId);
            // Of a full second the text sorts behind those of its fractions.
            ofNamed.setString(2, began.minusSeconds(1).toString());
            ofNamed.setString(3, began.plus(LONGEST).toString());
            return key(ofNamed);
        }
    }

    private static Optional<String> key(PreparedStatement select) throws SQLException {
        select.setQueryTimeout(1);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /**
     * Decisions of policies, the oldest first. One that differs from another that was deleted for its age is left out: its
     * own turn comes next.
     */
    static void read(Connection connection, Instant since, Consumer<RecordedDecision> each) throws SQLException {
        // Outside of a transaction PostgreSQL's driver reads all rows at once; with one SQLite would keep others from
        // writing.
        connection.setAutoCommit(
                !connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"));
        try (PreparedStatement select = connection.prepareStatement(SINCE)) {
            select.setFetchSize(FETCH_ROWS);
            select.setString(1, since.toString());
            String other = "";
            JsonNode others = MissingNode.getInstance();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    JsonNode facts = json(row.getString("facts"));
                    String now = row.getString("differs_from");
                    if (now != null) {
                        others = now.equals(other) ? others : json(row.getString("others"));
                        other = now;
                        facts = RecordedFacts.whole(facts, others);
                    }
                    each.accept(recorded(row, facts));
                }
            }
        }
    }

    private static JsonNode json(String facts) {
        return Objects.requireNonNullElse(Json.valueOrNull(facts), MissingNode.getInstance());
    }

    private static RecordedDecision recorded(ResultSet row, JsonNode facts) throws SQLException {
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

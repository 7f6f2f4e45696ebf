package io.oblix.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.problem.ServerProblem;
import io.oblix.settings.LedgerSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was used, and what it cost: each call upstream, and sums by key, model and client. It never makes a request wait,
 * and a ledger that cannot be opened or written costs no answer. See {@link LedgerWriter}.
 */
public final class Ledger implements AttemptListener, RequestListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** Without the address, of which any part may be a password. */
    private static final String NO_ADDRESS = "oblix.ledger.url is no address of SQLite or PostgreSQL, such as"
            + " jdbc:sqlite:/data/ledger.db or jdbc:postgresql://host/oblix?user=oblix";

    static final String SCHEMA = "ledger";

    /** Sums may take long; the other connections are for what is written, and for budgets. */
    static final int MAX_READERS = 2;

    private final InstantSource clock;
    private final @Nullable Database database;
    private final @Nullable LedgerWriter writer;
    private final UsageTables tables;
    private final AtomicLong calls = new AtomicLong();
    private final Semaphore readers = new Semaphore(MAX_READERS);

    /** @param schemas of other rooms that keep something in the same database, folders below {@code db/migration} */
    public static Ledger of(LedgerSettings settings, List<String> schemas, InstantSource clock) {
        return of(settings, schemas, clock, LedgerWriter.Pace.USUAL);
    }

    static Ledger of(LedgerSettings settings, List<String> schemas, InstantSource clock, LedgerWriter.Pace pace) {
        if (settings.isOff()) {
            return new Ledger(null, "", settings.retention(), clock, pace);
        }
        DatabaseUrl url = DatabaseUrl.of(settings.url());
        if (url == null) {
            LOG.warn("{}; the ledger is kept in memory and ends with this process", NO_ADDRESS);
        }
        List<String> all = new ArrayList<>(List.of(SCHEMA));
        all.addAll(schemas);
        return new Ledger(
                new Database(Objects.requireNonNullElse(url, DatabaseUrl.IN_MEMORY), all),
                url == null ? NO_ADDRESS : "",
                settings.retention(),
                clock,
                pace);
    }

    private Ledger(
            @Nullable Database database, String why, Duration keep, InstantSource clock, LedgerWriter.Pace pace) {
        this.database = database;
        this.clock = clock;
        this.tables = new UsageTables(keep, database == null ? 0 : database.patienceSeconds());
        this.writer = database == null ? null : new LedgerWriter(database, why, keep, clock, pace);
    }

    /** Opens the database, in its own time. */
    public void start() {
        start(Duration.ZERO, Opening.UNWATCHED);
    }

    /**
     * The same.
     *
     * @param pause before it does, unless somebody asks for what is in it, or much is to be written
     * @param watched is told when it can be read
     */
    public void start(Duration pause, Opening watched) {
        if (writer != null) {
            writer.start(pause, watched);
        }
    }

    /** Whether other replicas may use the same database. */
    public boolean isShared() {
        return database != null && database.isShared();
    }

    /** Null when the ledger is off. */
    public @Nullable Database database() {
        return database;
    }

    /** By which the database knows this process: the identifiers of its calls are this, {@code -} and a number. */
    public String writer() {
        return writer == null ? "" : writer.id();
    }

    @Override
    public void ended(AttemptRecord attempt) {
        if (writer != null) {
            writer.add(Call.of(calls.incrementAndGet(), clock.instant(), attempt));
        }
    }

    @Override
    public void ended(RequestRecord request) {
        if (writer != null) {
            writer.add(RequestEnd.of(clock.instant(), request));
        }
    }

    /** A request was decided; costs its thread a place in the queue. One whose client named the model is in its calls. */
    public void decided(Decisions.Entry decision) {
        if (writer != null && !decision.decided().policy().equals(Decision.NO_POLICY)) {
            writer.add(Decided.of(decision));
        }
    }

    /** What a client says of an answer, to be kept with the decision, or by itself where the client had named the model. */
    void found(String requestId, String key, boolean good) {
        if (writer != null) {
            writer.add(new Entry.Feedback(requestId, key, good));
        }
    }

    /**
     * The name of the key that sent a request; nothing when the ledger has no such request, or is off. Blocks while the
     * database is read.
     *
     * @throws ServerProblem when it cannot be
     */
    Optional<String> keyOf(String requestId) {
        if (database == null || writer == null) {
            return Optional.empty();
        }
        return read(database, writer, missing -> connection -> DecisionTable.keyOf(connection, requestId));
    }

    /** @param work is told how many calls and requests it will not find, because they cannot be written yet */
    private <T> T read(Database from, LedgerWriter after, IntFunction<Database.Work<T>> work) {
        if (!readers.tryAcquire()) {
            throw ServerProblem.ledgerBusy(MAX_READERS);
        }
        try {
            boolean settled = after.settle();
            LedgerState state = after.state();
            if (state.word().equals(LedgerState.OPENING)) {
                throw ServerProblem.ledgerOpening();
            } else if (!from.isOpen()) {
                throw ServerProblem.ledgerUnreadable(state.detail());
            }
            return from.read(work.apply(settled ? 0 : after.waiting()));
        } catch (SQLException failed) {
            throw ServerProblem.ledgerUnreadable(from.reason(failed));
        } finally {
            readers.release();
        }
    }

    /**
     * Blocks while the database is read, for a few seconds at most where it is locked.
     *
     * @throws ServerProblem when it cannot be
     */
    public UsageReport usage(UsageQuery query) {
        if (database == null || writer == null) {
            throw ServerProblem.ledgerOff();
        }
        return read(
                database,
                writer,
                missing -> connection ->
                        tables.report(connection, query, clock.instant()).missing(missing));
    }

    /** Waits until what has ended so far is written; false when that took too long. */
    public boolean flush(Duration patience) {
        return writer == null || writer.flush(patience);
    }

    /** Calls and requests that are not written yet. */
    public int waiting() {
        return writer == null ? 0 : writer.waiting();
    }

    /** Calls and requests that never will be. */
    public long lost() {
        return writer == null ? 0 : writer.lost();
    }

    public LedgerState state() {
        return writer == null ? new LedgerState(LedgerState.OFF, "", "") : writer.state();
    }

    /** For {@code /health}. */
    public ObjectNode health() {
        return state().json(waiting(), lost());
    }

    public InstantSource clock() {
        return clock;
    }

    /** Writes what is left. */
    @Override
    public void close() {
        if (writer != null) {
            writer.stop();
        }
    }
}

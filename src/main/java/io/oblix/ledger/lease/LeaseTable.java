package io.oblix.ledger.lease;

import io.oblix.budget.Budgets;
import io.oblix.budget.Lender.Shared;
import io.oblix.budget.Period;
import io.oblix.budget.Spent;
import io.oblix.ledger.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The statements, the same for SQLite and PostgreSQL. Each grant is one guarded update, so that two replicas never share one.
 *
 * @param writer by which the ledger knows what this process wrote
 */
record LeaseTable(Database database, String writer) {

    private static final String TAKE = """
            UPDATE budget_lease
            SET granted_micro_usd = CASE WHEN ? - taken_micro_usd < ? THEN ? - taken_micro_usd ELSE ? END,
                taken_micro_usd = CASE WHEN ? - taken_micro_usd < ? THEN ? ELSE taken_micro_usd + ? END
            WHERE account = ? AND period = ? AND day = ? AND taken_micro_usd < ?
            RETURNING granted_micro_usd, taken_micro_usd""";

    private static final String BEGIN = """
            INSERT INTO budget_lease (account, period, day, taken_micro_usd, granted_micro_usd)
            VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING""";

    /** The number of a call follows its writer. */
    private static final String SPENT_BY_WRITER = """
            SELECT RTRIM(id, '0123456789'), SUM(micro_usd) FROM attempt
            WHERE time >= ? AND time < ? AND (key = ? OR ? = '*') GROUP BY RTRIM(id, '0123456789')""";

    private static final String KEEP_BEFORE = """
            INSERT INTO budget_before (account, period, day, writer, micro_usd)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String OWN_OF_BEFORE = """
            SELECT COALESCE(SUM(micro_usd), 0) FROM budget_before
            WHERE account = ? AND period = ? AND day = ? AND writer = ?""";

    private static final String GIVE_BACK = """
            UPDATE budget_lease SET taken_micro_usd = taken_micro_usd - ?
            WHERE account = ? AND period = ? AND day = ?""";

    private static final String SPENT = """
            SELECT COALESCE(SUM(micro_usd), 0) FROM daily WHERE day >= ? AND day < ? AND (key = ? OR ? = '*')""";

    private static final String SPENT_BY_KEY = """
            SELECT key, SUM(CASE WHEN day = ? THEN micro_usd ELSE 0 END), SUM(micro_usd)
            FROM daily WHERE day >= ? GROUP BY key""";

    /**
     * What came of a wish.
     *
     * @param microUsd 0 when nothing is left
     * @param takenByAll what is spent or held by any replica
     * @param ownOfBefore what of that this process had spent on the day before there was a lease
     */
    record Grant(long microUsd, long takenByAll, long ownOfBefore) {}

    /** Takes as much as is wanted, or as is left. */
    Grant take(Shared limit, LocalDate day, long wanted) throws SQLException {
        return database.transaction(connection -> {
            long before =
                    limit.period() == Period.DAY ? 0 : spent(connection, limit.account(), day.withDayOfMonth(1), day);
            long most = limit.limitMicroUsd() - before;
            Grant grant = update(connection, limit, day, wanted, most, before);
            if (grant == null) {
                begin(connection, limit, day);
                grant = update(connection, limit, day, wanted, most, before);
            }
            return grant == null ? new Grant(0, limit.limitMicroUsd(), ownOfBefore(connection, limit, day)) : grant;
        });
    }

    private @Nullable Grant update(
            Connection connection, Shared limit, LocalDate day, long wanted, long most, long before)
            throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            long[] figures = {most, wanted, most, wanted, most, wanted, most, wanted};
            int at = 1;
            for (long figure : figures) {
                take.setLong(at++, figure);
            }
            take.setString(at++, limit.account());
            take.setString(at++, limit.period().word());
            take.setString(at++, day.toString());
            take.setLong(at, most);
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? new Grant(row.getLong(1), before + row.getLong(2), ownOfBefore(connection, limit, day))
                        : null;
            }
        }
    }

    /**
     * The first of a day begins with what was spent that day before there was a lease. Who spent it is kept with it: a
     * process counts what it spent by itself. That is read first, so that it is never more than there is in the sum.
     */
    private static void begin(Connection connection, Shared limit, LocalDate day) throws SQLException {
        Map<String, Long> byWriter = spentByWriter(connection, limit.account(), day);
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setString(1, limit.account());
            begin.setString(2, limit.period().word());
            begin.setString(3, day.toString());
            begin.setLong(4, spent(connection, limit.account(), day, day.plusDays(1)));
            if (begin.executeUpdate() == 0) {
                return;
            }
        }
        try (PreparedStatement keep = connection.prepareStatement(KEEP_BEFORE)) {
            for (Map.Entry<String, Long> spent : byWriter.entrySet()) {
                keep.setString(1, limit.account());
                keep.setString(2, limit.period().word());
                keep.setString(3, day.toString());
                keep.setString(4, spent.getKey());
                keep.setLong(5, spent.getValue());
                keep.executeUpdate();
            }
        }
    }

    private static Map<String, Long> spentByWriter(Connection connection, String account, LocalDate day)
            throws SQLException {
        try (PreparedStatement sums = connection.prepareStatement(SPENT_BY_WRITER)) {
            sums.setString(1, day.toString());
            sums.setString(2, day.plusDays(1).toString());
            sums.setString(3, account);
            sums.setString(4, account);
            Map<String, Long> spent = new TreeMap<>();
            try (ResultSet row = sums.executeQuery()) {
                while (row.next()) {
                    spent.put(row.getString(1), row.getLong(2));
                }
            }
            return spent;
        }
    }

    private long ownOfBefore(Connection connection, Shared limit, LocalDate day) throws SQLException {
        try (PreparedStatement own = connection.prepareStatement(OWN_OF_BEFORE)) {
            own.setString(1, limit.account());
            own.setString(2, limit.period().word());
            own.setString(3, day.toString());
            own.setString(4, writer + "-");
            try (ResultSet row = own.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static long spent(Connection connection, String account, LocalDate from, LocalDate until)
            throws SQLException {
        try (PreparedStatement sum = connection.prepareStatement(SPENT)) {
            sum.setString(1, from.toString());
            sum.setString(2, until.toString());
            sum.setString(3, account);
            sum.setString(4, account);
            try (ResultSet row = sum.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    void giveBack(String account, Period period, LocalDate day, long microUsd) throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement back = connection.prepareStatement(GIVE_BACK)) {
                back.setLong(1, microUsd);
                back.setString(2, account);
                back.setString(3, period.word());
                back.setString(4, day.toString());
                return back.executeUpdate();
            }
        });
    }

    /** What each key has spent this month and today by the ledger, and all callers together. */
    static Map<String, Spent> spent(Database database, LocalDate today) throws SQLException {
        return database.read(connection -> {
            try (PreparedStatement sums = connection.prepareStatement(SPENT_BY_KEY)) {
                sums.setString(1, today.toString());
                sums.setString(2, today.withDayOfMonth(1).toString());
                Map<String, Spent> spent = new HashMap<>();
                try (ResultSet row = sums.executeQuery()) {
                    while (row.next()) {
                        Spent some = new Spent(row.getLong(2), row.getLong(3));
                        spent.merge(Budgets.SERVER, some, Spent::plus);
                        if (!row.getString(1).isEmpty()) {
                            spent.merge(row.getString(1), some, Spent::plus);
                        }
                    }
                }
                return spent;
            }
        });
    }
}

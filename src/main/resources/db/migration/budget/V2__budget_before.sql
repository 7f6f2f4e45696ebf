-- The same for SQLite and PostgreSQL. Money is in millionths of a US dollar.

-- What each process had spent on a day of what a limit's first lease of that day began with: the limit is newer.
CREATE TABLE budget_before (
    account   TEXT   NOT NULL,
    period    TEXT   NOT NULL,
    day       TEXT   NOT NULL,
    -- As the identifiers of its calls begin.
    writer    TEXT   NOT NULL,
    micro_usd BIGINT NOT NULL,
    PRIMARY KEY (account, period, day, writer)
);

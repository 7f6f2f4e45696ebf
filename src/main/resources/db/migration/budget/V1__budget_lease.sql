-- The same for SQLite and PostgreSQL. Money is in millionths of a US dollar.

-- What replicas have been granted of a limit on one day. Of a month it is what they were granted of it that day; what was
-- spent on the days before is in the ledger.
CREATE TABLE budget_lease (
    account           TEXT   NOT NULL,
    period            TEXT   NOT NULL,
    day               TEXT   NOT NULL,
    taken_micro_usd   BIGINT NOT NULL,
    granted_micro_usd BIGINT NOT NULL,
    PRIMARY KEY (account, period, day)
);

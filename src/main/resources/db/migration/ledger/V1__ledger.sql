-- The same for SQLite and PostgreSQL. Times are UTC in ISO 8601, money is in millionths of a US dollar.

-- One row for each call to a model.
CREATE TABLE attempt (
    id               TEXT    NOT NULL PRIMARY KEY,
    request_id       TEXT    NOT NULL,
    time             TEXT    NOT NULL,
    key              TEXT    NOT NULL,
    dialect          TEXT    NOT NULL,
    client           TEXT    NOT NULL,
    policy           TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    target           TEXT    NOT NULL,
    provider         TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    input_tokens     BIGINT  NOT NULL,
    output_tokens    BIGINT  NOT NULL,
    cached_tokens    BIGINT  NOT NULL,
    reasoning_tokens BIGINT  NOT NULL,
    micro_usd        BIGINT  NOT NULL,
    saved_micro_usd  BIGINT  NOT NULL,
    priced           INTEGER NOT NULL,
    estimated        INTEGER NOT NULL,
    wasted           INTEGER NOT NULL,
    cloud_bytes      BIGINT  NOT NULL,
    first_token_ms   BIGINT,
    total_ms         BIGINT  NOT NULL,
    outcome          TEXT    NOT NULL
);

CREATE INDEX attempt_by_time ON attempt (time);
CREATE INDEX attempt_by_request ON attempt (request_id);

-- Sums by hour, for as long as single calls are kept.
CREATE TABLE hourly (
    hour             TEXT   NOT NULL,
    key              TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    client           TEXT   NOT NULL,
    requests         BIGINT NOT NULL,
    failed           BIGINT NOT NULL,
    input_tokens     BIGINT NOT NULL,
    output_tokens    BIGINT NOT NULL,
    cached_tokens    BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    micro_usd        BIGINT NOT NULL,
    saved_micro_usd  BIGINT NOT NULL,
    wasted_tokens    BIGINT NOT NULL,
    wasted_micro_usd BIGINT NOT NULL,
    cloud_bytes      BIGINT NOT NULL,
    unpriced_calls   BIGINT NOT NULL,
    PRIMARY KEY (hour, key, model, client)
);

-- Sums by day; they are kept.
CREATE TABLE daily (
    day              TEXT   NOT NULL,
    key              TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    client           TEXT   NOT NULL,
    requests         BIGINT NOT NULL,
    failed           BIGINT NOT NULL,
    input_tokens     BIGINT NOT NULL,
    output_tokens    BIGINT NOT NULL,
    cached_tokens    BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    micro_usd        BIGINT NOT NULL,
    saved_micro_usd  BIGINT NOT NULL,
    wasted_tokens    BIGINT NOT NULL,
    wasted_micro_usd BIGINT NOT NULL,
    cloud_bytes      BIGINT NOT NULL,
    unpriced_calls   BIGINT NOT NULL,
    PRIMARY KEY (day, key, model, client)
);

-- The last batch that each process wrote: one whose commit was not confirmed is found here when it is tried again.
CREATE TABLE writer (
    id         TEXT   NOT NULL PRIMARY KEY,
    last_batch BIGINT NOT NULL,
    time       TEXT   NOT NULL
);

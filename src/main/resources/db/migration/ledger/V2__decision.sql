-- The same for SQLite and PostgreSQL. What was decided for each request, and how its user found the answer.
CREATE TABLE decision (
    request_id TEXT    NOT NULL PRIMARY KEY,
    time       TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    policy     TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    -- local, cloud or reject, or none where the client named the model
    target     TEXT    NOT NULL,
    -- 0 where the conversation decided and no rule
    by_rule    INTEGER NOT NULL,
    -- Figures and states as JSON, empty where no policy ran
    facts      TEXT    NOT NULL,
    -- Null until there is feedback
    good       BOOLEAN
);

CREATE INDEX decision_by_time ON decision (time);

-- The same for SQLite and PostgreSQL. Null where the facts are whole. Else the request of a decision whose facts are, and the
-- facts are those that differ from them.
ALTER TABLE decision ADD COLUMN differs_from TEXT;

-- No statement uses it.
DROP INDEX attempt_by_request;

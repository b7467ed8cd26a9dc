-- From version 1 to 2, for SQLite and Postgres. Version 1 did not keep what the client asked for,
-- and it deleted revoked tokens.
--
-- Servers that know version 1 only can go on while this runs and after it: each new column has a
-- default, and they name the columns that they write.

ALTER TABLE grants ADD COLUMN parameters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tokens ADD COLUMN parameters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tokens ADD COLUMN revoked_at BIGINT;
UPDATE schema_version SET version = 2;

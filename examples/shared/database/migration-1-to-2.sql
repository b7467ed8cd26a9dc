-- From version 1 to 2, for SQLite and Postgres. Version 1 did not keep what the client asked for,
-- and it deleted revoked tokens.
--
-- Stop the servers that know version 1 only before this runs: they would accept and renew tokens
-- that other servers have revoked.

ALTER TABLE grants ADD COLUMN parameters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tokens ADD COLUMN parameters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tokens ADD COLUMN revoked_at BIGINT;
CREATE INDEX tokens_by_revocation ON tokens (revoked_at) WHERE revoked_at IS NOT NULL;
UPDATE schema_version SET version = 2;

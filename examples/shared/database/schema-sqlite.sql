-- The tables of an OAuth 1.0a server, for SQLite. Times are in seconds since 1970.
--
-- Secrets are readable here, because HMAC needs them (RFC 5849 section 4.5). Anybody who reads this
-- file, or a backup of it, can sign as every client and every user. Encrypt the disk.

CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL);
INSERT INTO schema_version VALUES (2);

-- The clock that decides how long a nonce is kept.
CREATE VIEW clock AS SELECT unixepoch() AS now;

CREATE TABLE clients (
    client TEXT PRIMARY KEY NOT NULL,
    -- A client has a secret, or a public key as PEM.
    secret TEXT,
    rsa_public_key TEXT,
    -- A JSON list of the registered callbacks. `null` accepts any callback: use it for tests only.
    callbacks TEXT NOT NULL DEFAULT '[]',
    -- Whether the client may get tokens for passwords (xAuth).
    passwords BOOLEAN NOT NULL DEFAULT FALSE
);

-- Temporary credentials, from the first request of a client until it gets its token.
CREATE TABLE grants (
    temporary TEXT PRIMARY KEY NOT NULL,
    secret TEXT NOT NULL,
    client TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
    callback TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The user who approved, and the verifier. NULL until then.
    owner TEXT,
    verifier TEXT,
    tries BIGINT NOT NULL DEFAULT 0,
    -- What the client asked for, such as a scope: a JSON list of pairs.
    parameters TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX grants_of_client ON grants (client, expires_at);
CREATE INDEX grants_by_end ON grants (expires_at);

CREATE TABLE tokens (
    token TEXT PRIMARY KEY NOT NULL,
    secret TEXT NOT NULL,
    client TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
    -- The user who granted the token. Empty if the token belongs to no user, but to its client.
    owner TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    -- NULL: the token does not expire.
    expires_at BIGINT,
    -- NULL: the client cannot renew the token.
    session_handle TEXT,
    session_expires_at BIGINT,
    parameters TEXT NOT NULL DEFAULT '[]',
    revoked_at BIGINT
);
CREATE INDEX tokens_of_client ON tokens (client);
CREATE INDEX tokens_by_end ON tokens (expires_at);
CREATE INDEX tokens_by_revocation ON tokens (revoked_at) WHERE revoked_at IS NOT NULL;

-- The hashes of used nonces.
CREATE TABLE nonces (
    key BLOB PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX nonces_by_end ON nonces (expires_at);

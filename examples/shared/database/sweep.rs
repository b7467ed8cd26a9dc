//! Removes what has expired, by the clock of the database.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use super::{Database, DatabaseError};

/// How often a server sweeps.
const PERIOD: Duration = Duration::from_secs(60);

/// Each removes 1000 rows at most, so that it is short.
const STATEMENTS: [&str; 4] = [
    "WITH old AS (SELECT key FROM nonces \
     WHERE expires_at < (SELECT now FROM clock) ORDER BY expires_at LIMIT 1000) \
     DELETE FROM nonces WHERE key IN (SELECT key FROM old)",
    // Ten minutes later, so that a client that is late learns why it is refused.
    "WITH old AS (SELECT temporary FROM grants \
     WHERE expires_at < (SELECT now - 600 FROM clock) ORDER BY expires_at LIMIT 1000) \
     DELETE FROM grants WHERE temporary IN (SELECT temporary FROM old)",
    // Thirty days later, for the same reason. A token that can still be renewed stays, and a day
    // more: the server decides by its own clock whether its session has ended.
    "WITH old AS (SELECT token FROM tokens \
     WHERE expires_at < (SELECT now - 2592000 FROM clock) \
     AND (session_expires_at IS NULL OR session_expires_at < (SELECT now - 86400 FROM clock)) \
     ORDER BY expires_at LIMIT 1000) \
     DELETE FROM tokens WHERE token IN (SELECT token FROM old)",
    "WITH old AS (SELECT token FROM tokens \
     WHERE revoked_at < (SELECT now - 2592000 FROM clock) ORDER BY revoked_at LIMIT 1000) \
     DELETE FROM tokens WHERE token IN (SELECT token FROM old)",
];

/// What Postgres adds to each `LIMIT`, so that several servers can sweep at once: each takes rows
/// that no other one holds. Otherwise, they wait for each other, or each holds rows that another
/// one waits for and Postgres ends one of them. In SQLite, there is one writer at a time.
const POSTGRES: &str = "LIMIT 1000 FOR UPDATE SKIP LOCKED";

impl Database {
    /// Removes what has expired. Returns the number of rows.
    pub(crate) async fn sweep(&self) -> Result<u64, DatabaseError> {
        let mut removed = 0;
        for statement in STATEMENTS {
            let statement = if self.is_sqlite {
                statement.to_owned()
            } else {
                statement.replace("LIMIT 1000", POSTGRES)
            };
            // Until nothing is left. A batch may be small because another server takes some rows.
            loop {
                let batch = sqlx::query(AssertSqlSafe(statement.clone()));
                let batch = self.run(async |db| Ok(batch.execute(db).await?));
                let batch = batch.await?.rows_affected();
                removed += batch;
                if batch == 0 {
                    break;
                }
            }
        }
        Ok(removed)
    }

    /// Sweeps every minute, for as long as the server runs. Several servers may do so at once.
    pub(crate) async fn sweep_forever(self) {
        loop {
            if let Err(error) = self.sweep().await {
                eprintln!("sweeping: {error}; trying again in a minute");
            }
            tokio::time::sleep(PERIOD).await;
        }
    }
}

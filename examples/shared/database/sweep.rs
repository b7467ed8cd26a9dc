//! Removes what has expired, by the clock of the database.

use std::time::Duration;

use super::{Database, DatabaseError};

/// How often a server sweeps.
const PERIOD: Duration = Duration::from_secs(60);
/// The number of rows that one statement removes, so that it is short.
const BATCH: u64 = 1000;

const STATEMENTS: [&str; 4] = [
    "DELETE FROM nonces WHERE key IN (SELECT key FROM nonces \
     WHERE expires_at < (SELECT now FROM clock) ORDER BY expires_at LIMIT 1000)",
    // Ten minutes later, so that a client that is late learns why it is refused.
    "DELETE FROM grants WHERE temporary IN (SELECT temporary FROM grants \
     WHERE expires_at < (SELECT now - 600 FROM clock) ORDER BY expires_at LIMIT 1000)",
    // Thirty days later, for the same reason. A token that can still be renewed stays, and a day
    // more: the server decides by its own clock whether its session has ended.
    "DELETE FROM tokens WHERE token IN (SELECT token FROM tokens \
     WHERE expires_at < (SELECT now - 2592000 FROM clock) \
     AND (session_expires_at IS NULL OR session_expires_at < (SELECT now - 86400 FROM clock)) \
     ORDER BY expires_at LIMIT 1000)",
    "DELETE FROM tokens WHERE token IN (SELECT token FROM tokens \
     WHERE revoked_at < (SELECT now - 2592000 FROM clock) ORDER BY revoked_at LIMIT 1000)",
];

impl Database {
    /// Removes what has expired. Returns the number of rows.
    pub(crate) async fn sweep(&self) -> Result<u64, DatabaseError> {
        let mut removed = 0;
        for statement in STATEMENTS {
            loop {
                let batch = sqlx::query(statement);
                let batch = self.run(async |db| Ok(batch.execute(db).await?));
                let batch = batch.await?.rows_affected();
                removed += batch;
                if batch < BATCH {
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

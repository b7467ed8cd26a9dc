//! Connections to the database, and what happens to one that a request leaves behind.

use std::time::Duration;

use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::{ConnectOptions, Connection as _, Executor, Pool};

use super::error::is_locked;
use super::{Connection, DatabaseError, Driver, Options, TIMEOUT, in_time};

/// The number of connections of one server to Postgres.
const CONNECTIONS: u32 = 16;

/// A connection that was idle for longer is asked whether it still works, before it is used. Within
/// this time, a restart of the database would have ended it.
const IDLE: Duration = Duration::from_secs(1);

/// Runs at the start of each connection to SQLite. With these settings, a commit is on the disk
/// before it returns, and other processes may use the file too.
const SQLITE: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; \
                      PRAGMA synchronous = FULL;";

/// Runs at the start of each connection to Postgres.
///
/// If a server disappears, its locks go too. A commit is on the disk before it returns, also if the
/// settings of the role or the database say otherwise. `remote_apply` and `remote_write` stay.
///
/// While a synchronous replica is missing, each commit waits for it, and nothing but the replica
/// ends this: Postgres does not notice that the client has gone. So a server makes no new
/// connection then. Otherwise, these commits would use up all connections of Postgres.
const POSTGRES: &str = "\
    SET statement_timeout = '2s'; \
    SET idle_in_transaction_session_timeout = '5s'; \
    SELECT set_config('synchronous_commit', 'on', false) \
    WHERE current_setting('synchronous_commit') IN ('off', 'local'); \
    DO $$ BEGIN \
        IF EXISTS (SELECT FROM pg_stat_activity \
            WHERE usename = current_user AND wait_event = 'SyncRep' \
            AND query_start < clock_timestamp() - interval '1 second') \
        THEN RAISE EXCEPTION 'commits wait for a synchronous replica'; END IF; \
    END $$;";

/// Connects once, and returns a pool.
pub(super) async fn open(options: Options, is_sqlite: bool) -> Result<Pool<Driver>, DatabaseError> {
    let at_start = if is_sqlite { SQLITE } else { POSTGRES };
    // The pool tries again until it has no time left. One attempt shows the reason.
    in_time(async {
        let mut connection = options.connect().await?;
        // SQLite does not wait while another process changes the mode of the journal.
        while let Err(error) = connection.execute(at_start).await {
            if !is_locked(&error) {
                return Err(error);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        connection.close().await
    })
    .await?;
    Ok(PoolOptions::<Driver>::new()
        // SQLite has one writer at a time. With one connection, writers wait in a fair queue.
        .max_connections(if is_sqlite { 1 } else { CONNECTIONS })
        .acquire_timeout(TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(at_start).await.map(drop) })
        })
        // sqlx asks each connection after its use. That is enough for a connection in steady use.
        .test_before_acquire(false)
        .before_acquire(|connection, usage| {
            Box::pin(async move {
                if usage.idle_for > IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options))
}

/// A connection in use. Unless it goes [back](Self::back) to the pool, it is closed: its statements
/// failed, or were dropped before they ended and the next user would get their results.
pub(super) struct Lent(Option<PoolConnection<Driver>>);

impl Lent {
    pub(super) async fn from(pool: &Pool<Driver>) -> Result<Self, DatabaseError> {
        Ok(Self(Some(pool.acquire().await?)))
    }

    pub(super) fn connection(&mut self) -> Result<&mut Connection, DatabaseError> {
        self.0.as_deref_mut().ok_or(DatabaseError::Timeout)
    }

    pub(super) fn back(mut self) {
        self.0.take();
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take() {
            // The database may still run the statements. Until they end, the connection counts for
            // the limit of the pool, or many dropped requests would use up the database.
            tokio::spawn(async move {
                let _ = tokio::time::timeout(TIMEOUT, connection.ping()).await;
                let _ = tokio::time::timeout(TIMEOUT, connection.close()).await;
            });
        }
    }
}

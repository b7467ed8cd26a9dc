//! The stores of a server in SQLite or Postgres: clients, tokens, grants in progress and nonces.
//!
//! The folder is made to be copied. `Any` chooses the database by its URL. If you use only one
//! database, write `sqlx::Sqlite` or `sqlx::Postgres` for `Any`: the statements stay the same.
//!
//! - `schema-sqlite.sql` and `schema-postgres.sql`: the tables. `migration-1-to-2.sql` changes the
//!   tables of an older version. `schema.rs` runs them.
//! - `credentials.rs`, `grants.rs`, `tokens.rs`, `nonces.rs`: one trait each, with its statements.
//! - `sweep.rs`: removes what has expired. `seed.rs`: fills an empty database.
//!
//! Each function returns the error [`DatabaseError`] within [`TIMEOUT`], and the verify layer then
//! responds with 503. If a request is dropped in the middle of a transaction, because its client
//! disconnects, the connection is closed and the database rolls the transaction back.

pub(crate) mod client;
pub(crate) mod credentials;
mod error;
mod grants;
mod nonces;
mod schema;
mod seed;
mod sweep;
mod tokens;

use std::fmt;
use std::time::Duration;

use sqlx::any::{Any, AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor, Pool};

pub(crate) use error::DatabaseError;

/// How long an operation may take, including the wait for a connection.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);

/// Runs at the start of each connection to SQLite. With these settings, a commit is on the disk
/// before it returns, and other processes may use the file too.
const SQLITE: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; \
                      PRAGMA synchronous = FULL;";
/// Runs at the start of each connection to Postgres. If a server disappears, its locks go too. A
/// commit is on the disk before it returns, also if the settings of the role or the database say
/// otherwise. `remote_apply` and `remote_write` stay.
const POSTGRES: &str = "SET statement_timeout = '2s'; \
                        SET idle_in_transaction_session_timeout = '5s'; \
                        SELECT set_config('synchronous_commit', 'on', false) \
                        WHERE current_setting('synchronous_commit') IN ('off', 'local');";

/// A pool of connections. A clone is cheap: it shares the pool.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) pool: Pool<Any>,
}

impl Database {
    /// Connects to `sqlite:FILE` or `postgres://user@host/database`. Creates the tables if the
    /// database is empty.
    ///
    /// A SQLite file is created if it does not exist. Postgres also reads the variables
    /// `PGPASSWORD` and `PGPASSFILE`, so that the password need not be in the URL.
    pub(crate) async fn connect(url: &str) -> Result<Self, DatabaseError> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let is_postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
        // Each connection would have tables of its own in memory.
        if !is_sqlite && !is_postgres || url.contains(":memory:") {
            return Err(DatabaseError::Url);
        }
        let options: AnyConnectOptions = if is_sqlite && !url.contains('?') {
            format!("{url}?mode=rwc").parse()?
        } else {
            url.parse()?
        };
        // The log of sqlx has no bound values. Statements are not logged either.
        let options = options.disable_statement_logging();
        let at_start = if is_sqlite { SQLITE } else { POSTGRES };
        // The pool tries again until it has no time left. One attempt shows the reason.
        in_time(async {
            let mut connection = options.connect().await?;
            // SQLite does not wait while another process changes the mode of the journal.
            while let Err(error) = connection.execute(at_start).await {
                if !schema::is_locked(&error) {
                    return Err(error.into());
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok(connection.close().await?)
        })
        .await?;
        let pool = AnyPoolOptions::new()
            // SQLite has one writer at a time. With one connection, writers wait in a fair queue.
            .max_connections(if is_sqlite { 1 } else { 16 })
            .acquire_timeout(TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(at_start).await.map(drop) })
            })
            // A connection that does not respond is closed. Otherwise, it would stay in use until
            // the operating system gives it up.
            .after_release(|connection, _| {
                Box::pin(async move {
                    let ping = tokio::time::timeout(TIMEOUT, connection.ping()).await;
                    ping.map_err(|_| sqlx::Error::PoolTimedOut)?.map(|()| true)
                })
            })
            .connect_lazy_with(options);
        schema::prepare(&pool, is_sqlite).await?;
        Ok(Self { pool })
    }

    /// Runs statements on a connection, for at most [`TIMEOUT`].
    async fn run<T>(
        &self,
        statements: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        in_time(async {
            let mut lent = Lent(Some(self.pool.acquire().await?));
            let Some(connection) = &mut lent.0 else {
                return Err(DatabaseError::Timeout);
            };
            let result = statements(connection).await;
            // Back to the pool.
            lent.0.take();
            result
        })
        .await
    }
}

/// A connection in use. If its statements are dropped before they end, it is closed: the next user
/// of the connection would get their results.
struct Lent(Option<PoolConnection<Any>>);

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}

async fn in_time<T>(
    statements: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, DatabaseError> {
    let done = tokio::time::timeout(TIMEOUT, statements).await;
    done.unwrap_or(Err(DatabaseError::Timeout))
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The options of the pool have the URL, which may have a password.
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// Converts seconds since 1970 for a column.
fn to_column(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Converts a column into seconds since 1970.
fn from_column(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or(0)
}

//! The stores of a server in SQLite or Postgres: clients, tokens, grants in progress and nonces.
//!
//! The folder is made to be copied. If you use only one database, change [`Driver`].
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
mod pool;
mod schema;
mod seed;
mod sweep;
mod tokens;

use std::fmt;
use std::time::Duration;

use sqlx::{ConnectOptions, Pool};

pub(crate) use error::DatabaseError;
use pool::Lent;

/// How long an operation may take, including the wait for a connection.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);

/// The kind of database. `Any` chooses it by the URL. For only one, write `sqlx::Sqlite` or
/// `sqlx::Postgres` here, and remove the line with `install_default_drivers`. Everything else stays
/// the same.
pub(crate) type Driver = sqlx::Any;
type Connection = <Driver as sqlx::Database>::Connection;
type Options = <Connection as sqlx::Connection>::Options;

/// A pool of connections. A clone is cheap: it shares the pool.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) pool: Pool<Driver>,
    is_sqlite: bool,
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
        let options: Options = if is_sqlite && !url.contains('?') {
            format!("{url}?mode=rwc").parse()?
        } else {
            url.parse()?
        };
        // The log of sqlx has no bound values. Statements are not logged either.
        let options = options.disable_statement_logging();
        let pool = pool::open(options, is_sqlite).await?;
        let database = Self { pool, is_sqlite };
        database.prepare().await?;
        Ok(database)
    }

    /// Runs statements on a connection, for at most [`TIMEOUT`].
    async fn run<T>(
        &self,
        statements: impl AsyncFnOnce(&mut Connection) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        in_time(async {
            let mut lent = Lent::from(&self.pool).await?;
            let result = statements(lent.connection()?).await?;
            lent.back();
            Ok::<_, DatabaseError>(result)
        })
        .await
    }
}

/// Runs a step that takes less than [`TIMEOUT`], so that a database that hangs is noticed.
async fn in_time<T, E>(step: impl Future<Output = Result<T, E>>) -> Result<T, DatabaseError>
where
    DatabaseError: From<E>,
{
    within(TIMEOUT, step).await
}

async fn within<T, E>(
    limit: Duration,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, DatabaseError>
where
    DatabaseError: From<E>,
{
    match tokio::time::timeout(limit, step).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(DatabaseError::Timeout),
    }
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

//! Creates the tables, and changes those of an older version.

use std::time::{Duration, Instant};

use sqlx::{Executor, Transaction};

use super::error::is_locked;
use super::{Database, DatabaseError, Driver, in_time, within};

/// The version of the tables that the statements of this folder need.
const VERSION: i64 = 2;
const SQLITE: &str = include_str!("schema-sqlite.sql");
const POSTGRES: &str = include_str!("schema-postgres.sql");
const FROM_1_TO_2: &str = include_str!("migration-1-to-2.sql");
const READ: &str = "SELECT max(version) FROM schema_version";

/// Only one process at a time gets this lock of Postgres. The number has no meaning.
///
/// `lock_timeout` is for the statements after this one too: queries of other servers wait behind a
/// statement that waits for a lock, so it must give up before they do.
const LOCK: &str = "SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock(5849);";
/// How long a program waits for others that start, and how long a change of the tables may take.
const MINUTE: Duration = Duration::from_secs(60);

impl Database {
    /// Brings the tables to [`VERSION`], in one transaction.
    pub(super) async fn prepare(&self) -> Result<(), DatabaseError> {
        // Most programs find tables that are right. Then they need no right to change them.
        let known = async { Ok::<_, DatabaseError>(self.version().await) };
        if let Ok(Some(version)) = in_time(known).await? {
            if version == VERSION {
                return Ok(());
            }
            check(version)?;
        }
        let mut transaction = self.begin_alone().await?;
        let create = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
        in_time(transaction.execute(create)).await?;
        let found = sqlx::query_scalar::<_, Option<i64>>(READ).fetch_one(&mut *transaction);
        let change = match in_time(found).await? {
            None if self.is_sqlite => SQLITE,
            None => POSTGRES,
            Some(1) => FROM_1_TO_2,
            // Another process has changed the tables in the meantime.
            Some(version) => return check(version),
        };
        if !self.is_sqlite {
            in_time(transaction.execute("SET LOCAL statement_timeout = '60s'")).await?;
        }
        let changed = async { transaction.execute(change).await.map_err(in_use) };
        within(MINUTE, changed).await?;
        in_time(transaction.commit()).await
    }

    async fn version(&self) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(READ).fetch_one(&self.pool).await
    }

    /// Begins a transaction that only one process at a time can have. Waits for the others for a
    /// minute, because one of them may change the tables.
    pub(super) async fn begin_alone(&self) -> Result<Transaction<'static, Driver>, DatabaseError> {
        let began = Instant::now();
        loop {
            let begun = if self.is_sqlite {
                // SQLite itself waits for two seconds.
                self.pool.begin_with("BEGIN IMMEDIATE").await
            } else {
                in_time(async {
                    let mut transaction = self.pool.begin().await?;
                    let locked = transaction.execute(LOCK).await;
                    Ok::<_, sqlx::Error>(locked.map(|_| transaction))
                })
                .await?
            };
            if !begun.as_ref().is_err_and(is_locked) || began.elapsed() > MINUTE {
                return begun.map_err(in_use);
            }
        }
    }
}

fn in_use(error: sqlx::Error) -> DatabaseError {
    if is_locked(&error) {
        return DatabaseError::InUse;
    }
    error.into()
}

fn check(version: i64) -> Result<(), DatabaseError> {
    if version > VERSION {
        return Err(DatabaseError::TooNew(version, VERSION));
    }
    Ok(())
}

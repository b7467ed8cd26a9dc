//! Creates the tables, and changes those of an older version.

use sqlx::any::Any;
use sqlx::{Executor, Pool, Transaction};

use super::DatabaseError;

/// The version of the tables that the statements of this folder need.
const VERSION: i64 = 2;
const SQLITE: &str = include_str!("schema-sqlite.sql");
const POSTGRES: &str = include_str!("schema-postgres.sql");
const FROM_1_TO_2: &str = include_str!("migration-1-to-2.sql");

/// Only one process at a time gets this lock of Postgres. The number has no meaning. The others
/// wait for a migration, however long it takes.
const LOCK: &str = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(5849);";

/// Brings the tables to [`VERSION`], in one transaction.
pub(super) async fn prepare(pool: &Pool<Any>, is_sqlite: bool) -> Result<(), DatabaseError> {
    const READ: &str = "SELECT max(version) FROM schema_version";
    // Most programs find tables that are right. Then they need no right to change them.
    let known: Result<Option<i64>, _> = sqlx::query_scalar(READ).fetch_one(pool).await;
    if let Ok(Some(version)) = known {
        if version == VERSION {
            return Ok(());
        }
        check(version)?;
    }
    let mut transaction = if is_sqlite {
        begin_immediate(pool).await?
    } else {
        let mut transaction = pool.begin().await?;
        transaction.execute(LOCK).await?;
        transaction
    };
    let create = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
    transaction.execute(create).await?;
    let found: Option<i64> = sqlx::query_scalar(READ)
        .fetch_one(&mut *transaction)
        .await?;
    match found {
        None if is_sqlite => transaction.execute(SQLITE).await?,
        None => transaction.execute(POSTGRES).await?,
        Some(1) => transaction.execute(FROM_1_TO_2).await?,
        // Another process has changed the tables in the meantime.
        Some(version) => return check(version),
    };
    transaction.commit().await.map_err(Into::into)
}

/// Begins a transaction of SQLite that writes. Waits for a minute if other processes write, because
/// one of them may change the tables.
async fn begin_immediate(pool: &Pool<Any>) -> Result<Transaction<'static, Any>, sqlx::Error> {
    let mut tries = 30;
    loop {
        let begun = pool.begin_with("BEGIN IMMEDIATE").await;
        tries -= 1;
        if tries == 0 || !begun.as_ref().is_err_and(is_locked) {
            return begun;
        }
    }
}

/// Returns whether another process uses the file of SQLite at this moment.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.message().contains("is locked"))
}

fn check(version: i64) -> Result<(), DatabaseError> {
    if version > VERSION {
        return Err(DatabaseError::TooNew(version, VERSION));
    }
    Ok(())
}

//! The bytes that a store takes.

use std::path::Path;

use sqlx::Row;

use crate::ALLOCATOR;
use crate::database::Database;
use crate::server::Redis;

pub(crate) fn heap() -> i64 {
    i64::try_from(ALLOCATOR.current_usage()).unwrap()
}

/// The length of the file of SQLite, after all changes are in it.
pub(crate) async fn sqlite(database: &Database, file: &Path) -> i64 {
    let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
    checkpoint.fetch_all(&database.pool).await.unwrap();
    i64::try_from(std::fs::metadata(file).unwrap().len()).unwrap()
}

/// The table of nonces in Postgres, with its indexes.
pub(crate) async fn postgres(database: &Database) -> i64 {
    let query = sqlx::query("SELECT pg_total_relation_size('nonces')");
    query.fetch_one(&database.pool).await.unwrap().get(0)
}

/// The memory that Redis uses.
pub(crate) fn redis(redis: &Redis) -> i64 {
    let info = redis.send("INFO memory");
    let used = info
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"));
    used.unwrap().trim_end().parse().unwrap()
}

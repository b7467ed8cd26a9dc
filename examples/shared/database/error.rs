//! What can go wrong. No message contains a value of a row.

use std::fmt;

/// Error returned when the database fails. The verify layer responds with 503.
#[derive(thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error("not the URL of a database; use sqlite:FILE or postgres://user@host/database")]
    Url,
    #[error("the database did not respond in time")]
    Timeout,
    #[error("the database failed: {0}")]
    Failed(String),
    #[error("the column {0} has an invalid value")]
    Column(String),
    #[error(
        "other programs use the tables; stop servers of an older version, end long transactions, and start again"
    )]
    InUse,
    #[error("the client has too many grants in progress")]
    TooManyGrants,
    #[error(
        "the database has schema version {0}, but this program knows versions up to {1}; start a newer version of the program"
    )]
    TooNew(i64, i64),
}

/// The message, because a `main` that returns the error prints this.
impl fmt::Debug for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<sqlx::Error> for DatabaseError {
    /// Keeps only the message. The details of Postgres can quote a row, with its secrets, and some
    /// errors of sqlx can quote a value.
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Configuration(_) => Self::Url,
            sqlx::Error::PoolTimedOut => Self::Timeout,
            sqlx::Error::Database(error) => Self::Failed(error.message().to_owned()),
            sqlx::Error::Io(error) => Self::Failed(error.to_string()),
            sqlx::Error::Tls(error) => Self::Failed(error.to_string()),
            sqlx::Error::ColumnDecode { index, .. } => Self::Column(index),
            _ => Self::Failed("unexpected response".to_owned()),
        }
    }
}

/// Returns whether another process uses the file of SQLite, or held a lock of Postgres for longer
/// than `lock_timeout`.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else {
        return false;
    };
    error.message().contains("is locked") || error.code().is_some_and(|code| code == "55P03")
}

//! Used nonces.

use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};

use super::{Database, DatabaseError, to_column};

/// Adds the key if it is absent, in one step. The clock of the database counts, because the clock
/// of a server may be wrong. The sum has a margin of a minute, and the rest of the last second.
/// SQLite needs `WHERE TRUE` to see that `ON` belongs to the `INSERT`.
const CLAIM: &str = "\
    INSERT INTO nonces (key, expires_at) \
    SELECT $1, CASE WHEN now + $2 > $3 THEN now + $2 ELSE $3 END + 61 FROM clock WHERE TRUE \
    ON CONFLICT DO NOTHING";

/// Longer than any time in use, so that the sum fits into the column.
const LONGEST: i64 = 1 << 40;

impl ReplayStore for Database {
    type Error = DatabaseError;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, DatabaseError> {
        let statement = sqlx::query(CLAIM)
            .bind(claim.key().to_vec())
            .bind(to_column(claim.lifetime().as_secs()).min(LONGEST))
            .bind(to_column(claim.until()).min(LONGEST));
        let inserted = self.run(async |db| Ok(statement.execute(db).await?));
        Ok(if inserted.await?.rows_affected() == 1 {
            Claimed::First
        } else {
            Claimed::Again
        })
    }
}

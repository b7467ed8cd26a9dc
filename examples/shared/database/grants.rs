//! Grants in progress.

use sqlx::Connection as _;
use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore, PendingGrant};

use super::{Database, DatabaseError, Driver, from_column, to_column, tokens};

/// The number of grants that one client may have in progress.
const MOST_PER_CLIENT: i64 = 10_000;

const INSERT: &str = "\
    INSERT INTO grants (temporary, secret, client, callback, issued_at, expires_at, parameters) \
    SELECT $1, $2, $3, $4, $5, $6, $7 \
    WHERE (SELECT count(*) FROM grants WHERE client = $3 AND expires_at >= $5) < $8";

const FIND: &str = "\
    SELECT secret, client, callback, issued_at, expires_at, owner, verifier, tries, parameters \
    FROM grants WHERE temporary = $1";

const APPROVE: &str = "\
    UPDATE grants SET owner = $2, verifier = $3 WHERE temporary = $1 AND owner IS NULL";

const REMOVE: &str = "DELETE FROM grants WHERE temporary = $1 AND owner IS NULL";

const COUNT_TRY: &str = "\
    UPDATE grants SET tries = tries + 1 WHERE temporary = $1 AND owner IS NOT NULL \
    RETURNING tries";

const TAKE: &str = "DELETE FROM grants WHERE temporary = $1 AND owner IS NOT NULL";

impl GrantStore for Database {
    type Error = DatabaseError;

    async fn insert(&self, grant: PendingGrant) -> Result<(), DatabaseError> {
        let statement = sqlx::query(INSERT)
            .bind(grant.credentials().identifier())
            .bind(grant.credentials().secret())
            .bind(grant.client_identifier())
            .bind(grant.callback())
            .bind(to_column(grant.issued_at()))
            .bind(to_column(grant.expires_at()))
            .bind(to_json(grant.parameters()))
            .bind(MOST_PER_CLIENT);
        let inserted = self.run(async |db| Ok(statement.execute(db).await?));
        if !is_one(&inserted.await?) {
            return Err(DatabaseError::TooManyGrants);
        }
        Ok(())
    }

    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, DatabaseError> {
        type Row = (
            String,
            String,
            String,
            i64,
            i64,
            Option<String>,
            Option<String>,
            i64,
            String,
        );
        // The query of a browser can have this character, which Postgres refuses.
        if temporary.contains('\0') {
            return Ok(None);
        }
        let row = sqlx::query_as::<_, Row>(FIND).bind(temporary);
        let row = self.run(async |db| Ok(row.fetch_optional(db).await?));
        let Some((secret, client, callback, issued, expires, owner, verifier, tries, parameters)) =
            row.await?
        else {
            return Ok(None);
        };
        let credentials = TemporaryCredentials::new(temporary, secret);
        let (issued, expires) = (from_column(issued), from_column(expires));
        let grant = PendingGrant::new(client, credentials, callback, issued, expires)
            .with_tries(u32::try_from(tries).unwrap_or(u32::MAX))
            .with_parameters(from_json(&parameters, "grants.parameters")?);
        Ok(Some(match (owner, verifier) {
            (Some(owner), Some(verifier)) => grant.approved(Approval::new(owner, verifier)),
            _ => grant,
        }))
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, DatabaseError> {
        let statement = sqlx::query(APPROVE)
            .bind(temporary)
            .bind(approval.resource_owner())
            .bind(approval.verifier());
        let updated = self.run(async |db| Ok(statement.execute(db).await?));
        Ok(is_one(&updated.await?))
    }

    async fn remove(&self, temporary: &str) -> Result<bool, DatabaseError> {
        let statement = sqlx::query(REMOVE).bind(temporary);
        let removed = self.run(async |db| Ok(statement.execute(db).await?));
        Ok(is_one(&removed.await?))
    }

    async fn count_try(&self, temporary: &str) -> Result<Option<u32>, DatabaseError> {
        // Read to the end of the rows: an error of the commit comes after the row.
        let rows = sqlx::query_scalar::<_, i64>(COUNT_TRY).bind(temporary);
        let rows = self.run(async |db| Ok(rows.fetch_all(db).await?));
        let tries = rows.await?.first().copied();
        Ok(tries.map(|tries| u32::try_from(tries).unwrap_or(u32::MAX)))
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, DatabaseError> {
        self.run(async |db| {
            let mut transaction = db.begin().await?;
            let taken = sqlx::query(TAKE).bind(temporary);
            if !is_one(&taken.execute(&mut *transaction).await?) {
                return Ok(false);
            }
            tokens::insert(&mut transaction, &grant).await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }
}

/// Returns whether a statement changed a row.
pub(super) fn is_one(result: &<Driver as sqlx::Database>::QueryResult) -> bool {
    result.rows_affected() == 1
}

/// Returns the parameters of a grant as a JSON list of pairs.
pub(super) fn to_json<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    serde_json::Value::from_iter(parameters.map(|(name, value)| [name, value])).to_string()
}

pub(super) fn from_json(json: &str, name: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    serde_json::from_str(json).map_err(|_| DatabaseError::Column(name.to_owned()))
}

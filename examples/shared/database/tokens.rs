//! Issued tokens.

use sqlx::Connection as _;
use sqlx::query::Query;
use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Grant, Session, TokenStore};
use tower_oauth1::verify::IssuedToken;

use super::grants::{from_json, is_one, to_json};
use super::{Connection, Database, DatabaseError, Driver, from_column, to_column};

const INSERT: &str = "\
    INSERT INTO tokens (token, secret, client, owner, issued_at, expires_at, session_handle, \
    session_expires_at, parameters) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const FIND: &str = "\
    SELECT secret, client, owner, issued_at, expires_at, session_handle, session_expires_at, \
    parameters FROM tokens WHERE token = $1 AND revoked_at IS NULL";

const REMOVE: &str = "DELETE FROM tokens WHERE token = $1 AND revoked_at IS NULL";

const REVOKE: &str = "\
    UPDATE tokens SET revoked_at = (SELECT now FROM clock) \
    WHERE token = $1 AND revoked_at IS NULL";

impl TokenStore for Database {
    async fn insert_token(&self, grant: Grant) -> Result<(), DatabaseError> {
        self.run(async |db| insert(db, &grant).await).await
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, DatabaseError> {
        type Row = (
            String,
            String,
            String,
            i64,
            Option<i64>,
            Option<String>,
            Option<i64>,
            String,
        );
        let row = sqlx::query_as::<_, Row>(FIND).bind(token);
        let row = self.run(async |db| Ok(row.fetch_optional(db).await?));
        let Some((secret, client, owner, issued, expires, handle, session_end, parameters)) =
            row.await?
        else {
            return Ok(None);
        };
        let mut token = IssuedToken::new(client, TokenCredentials::new(token, secret));
        if let Some(expires) = expires {
            token = token.expires_at(from_column(expires));
        }
        let grant = Grant::new(token, owner)
            .with_issued_at(from_column(issued))
            .with_parameters(from_json(&parameters, "tokens.parameters")?);
        Ok(Some(match (handle, session_end) {
            (Some(handle), Some(end)) => grant.with_session(Session::new(handle, from_column(end))),
            _ => grant,
        }))
    }

    async fn renew(&self, token: &str, grant: Grant) -> Result<bool, DatabaseError> {
        self.run(async |db| {
            let mut transaction = db.begin().await?;
            let removed = sqlx::query(REMOVE).bind(token);
            if !is_one(&removed.execute(&mut *transaction).await?) {
                return Ok(false);
            }
            insert(&mut transaction, &grant).await?;
            transaction.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn revoke(&self, token: &str) -> Result<bool, DatabaseError> {
        let statement = sqlx::query(REVOKE).bind(token);
        let revoked = self.run(async |db| Ok(statement.execute(db).await?));
        Ok(is_one(&revoked.await?))
    }
}

/// Inserts the token of a grant, as a part of a transaction.
pub(super) async fn insert(
    connection: &mut Connection,
    grant: &Grant,
) -> Result<(), DatabaseError> {
    let (token, session) = (grant.token(), grant.session());
    let statement: Query<'_, Driver, _> = sqlx::query(INSERT)
        .bind(token.credentials().identifier())
        .bind(token.credentials().secret())
        .bind(token.client_identifier())
        .bind(grant.resource_owner())
        .bind(to_column(grant.issued_at()))
        .bind(token.expiry().map(to_column))
        .bind(session.map(Session::handle))
        .bind(session.map(|session| to_column(session.expires_at())))
        .bind(to_json(grant.parameters()));
    statement.execute(connection).await?;
    Ok(())
}

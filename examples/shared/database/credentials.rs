//! Clients and tokens, for the verify layer.

use tower_oauth1::TokenCredentials;
use tower_oauth1::verify::{CredentialStore, IssuedToken, RegisteredClient};

use super::client::Client;
use super::{Database, DatabaseError, from_column};

const CLIENT: &str = "\
    SELECT secret, rsa_public_key, callbacks, CAST(CASE WHEN passwords THEN 1 ELSE 0 END AS BIGINT) \
    FROM clients WHERE client = $1";

const TOKEN: &str = "\
    SELECT secret, owner, expires_at, revoked_at FROM tokens WHERE token = $1 AND client = $2";

/// The user who granted a token. A handler gets it with `caller.get::<Owner>()`, which returns
/// `None` if the token belongs to no user.
#[derive(Clone)]
pub(crate) struct Owner(pub(crate) String);

impl CredentialStore for Database {
    type Error = DatabaseError;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, DatabaseError> {
        type Row = (Option<String>, Option<String>, String, i64);
        let row = sqlx::query_as::<_, Row>(CLIENT).bind(identifier);
        let row = self.run(async |db| Ok(row.fetch_optional(db).await?));
        let Some((secret, rsa_public_key, callbacks, passwords)) = row.await? else {
            return Ok(None);
        };
        let invalid = |name: &str| DatabaseError::Column(format!("clients.{name}"));
        let client = Client {
            identifier: identifier.to_owned(),
            secret,
            rsa_public_key,
            callbacks: serde_json::from_str(&callbacks).map_err(|_| invalid("callbacks"))?,
            passwords: passwords != 0,
        };
        let registered = client.registered().map_err(DatabaseError::Failed)?;
        Ok(Some(registered))
    }

    async fn token(&self, client: &str, token: &str) -> Result<Option<IssuedToken>, DatabaseError> {
        type Row = (String, String, Option<i64>, Option<i64>);
        let row = sqlx::query_as::<_, Row>(TOKEN).bind(token).bind(client);
        let row = self.run(async |db| Ok(row.fetch_optional(db).await?));
        Ok(row.await?.map(|(secret, owner, expires_at, revoked_at)| {
            let credentials = TokenCredentials::new(token, secret);
            let mut token = IssuedToken::new(client, credentials);
            if !owner.is_empty() {
                token = token.data(Owner(owner));
            }
            if let Some(expires_at) = expires_at {
                token = token.expires_at(from_column(expires_at));
            }
            if revoked_at.is_some() {
                token = token.revoked();
            }
            token
        }))
    }
}

//! The store in which a server looks up clients and tokens.

use std::sync::Arc;

use crate::box_error::BoxError;
use crate::verify::client::issued::IssuedToken;
use crate::verify::client::registered::RegisteredClient;

/// A store of the clients of a server and the tokens that it issued to them.
///
/// [`MemoryCredentialStore`](crate::verify::MemoryCredentialStore) is for tests and small servers.
/// To use a database, implement the methods as `async fn`s:
///
/// ```
/// use tower_oauth1::verify::{CredentialStore, IssuedToken, RegisteredClient};
/// # struct Database;
/// # impl Database {
/// #     async fn secret_of(&self, _: &str) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// #     async fn token_of(&self, _: &str, _: &str) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// # }
/// use tower_oauth1::{ClientCredentials, TokenCredentials};
///
/// impl CredentialStore for Database {
///     type Error = std::io::Error;
///
///     async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, Self::Error> {
///         let secret = self.secret_of(identifier).await?;
///         Ok(secret.map(|secret| ClientCredentials::new(identifier, secret).into()))
///     }
///
///     async fn token(&self, client: &str, token: &str) -> Result<Option<IssuedToken>, Self::Error> {
///         let secret = self.token_of(client, token).await?;
///         Ok(secret.map(|secret| IssuedToken::new(client, TokenCredentials::new(token, secret))))
///     }
/// }
/// ```
///
/// # Rules
///
/// - **Secrets.** HMAC needs the secrets themselves, so a store cannot keep hashes of them. Store
///   them where only this server can read them (section 4.5).
/// - **Identifiers are compared byte by byte.** A collation that ignores case or blanks at the end,
///   as MySQL has by default, is wrong. Identifiers have up to 256 bytes and no control characters.
/// - **Unknown identifiers.** Both methods are also called with identifiers that do not exist.
///   Return `Ok(None)` for them, after about the same time as for existing ones. If a method
///   returns an error, the layer responds with 503.
/// - **The token of another client** must not be returned as a token of the client that asks.
///   Compare the client in the query.
/// - **Lifetime.** The clock of the [`RequestVerifier`](crate::RequestVerifier) decides whether a
///   token has expired. Return [`expires_at`](IssuedToken::expires_at) as it was issued.
/// - **State.** Return expired and revoked tokens too, with `expires_at` or
///   [`revoked`](IssuedToken::revoked), as long as the database has them. The layer refuses them,
///   and tells the reason to the client that holds the token and to nobody else. `Ok(None)` is also
///   right: the client then only learns that the signature is not valid.
/// - **Sweeping.** Keep ended tokens for a day or longer, so that clients learn the reason. Then
///   delete them, by the clock of the database. Keep a token that can still be
///   [renewed](crate::grant::Grants::renew).
///
/// # SQL
///
/// In SQLite and Postgres. A parameter `$1` is the first argument of the method. All times are
/// seconds since 1970:
///
/// ```sql
/// CREATE TABLE clients (client TEXT PRIMARY KEY, secret TEXT NOT NULL);
/// CREATE TABLE tokens (
///     token TEXT PRIMARY KEY, secret TEXT NOT NULL, client TEXT NOT NULL REFERENCES clients,
///     owner TEXT NOT NULL, parameters TEXT NOT NULL, issued_at BIGINT NOT NULL,
///     expires_at BIGINT, revoked_at BIGINT, session_handle TEXT, session_expires_at BIGINT);
///
/// SELECT secret FROM clients WHERE client = $1;
///
/// SELECT secret, expires_at, revoked_at FROM tokens WHERE client = $1 AND token = $2;
/// ```
///
/// Sweeping in SQLite. In Postgres, replace `unixepoch()` with `extract(epoch FROM now())`:
///
/// ```sql
/// DELETE FROM tokens WHERE revoked_at < unixepoch() - 86400
///     OR expires_at < unixepoch() - 86400
///     AND (session_expires_at IS NULL OR session_expires_at < unixepoch() - 86400);
/// ```
///
/// The feature `testing` has tests for stores of your own, in `verify::testing`.
pub trait CredentialStore: Send + Sync {
    /// The error of the store.
    type Error: Into<BoxError>;

    /// Returns the client with this identifier.
    fn client(
        &self,
        identifier: &str,
    ) -> impl Future<Output = Result<Option<RegisteredClient>, Self::Error>> + Send;

    /// Returns the token with this identifier that was issued to this client. If a store returns a
    /// token of another client, the request is refused.
    fn token(
        &self,
        client: &str,
        identifier: &str,
    ) -> impl Future<Output = Result<Option<IssuedToken>, Self::Error>> + Send;
}

impl<C: CredentialStore> CredentialStore for Arc<C> {
    type Error = C::Error;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, C::Error> {
        C::client(self, identifier).await
    }

    async fn token(&self, client: &str, identifier: &str) -> Result<Option<IssuedToken>, C::Error> {
        C::token(self, client, identifier).await
    }
}

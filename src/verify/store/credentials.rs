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
/// HMAC needs the secrets themselves, so a store cannot keep hashes of them. Store them where only
/// this server can read them (section 4.5).
///
/// Both methods are also called with identifiers that do not exist. Return `Ok(None)` for them,
/// after about the same time as for existing ones. If a method returns an error, the layer responds
/// with 503.
///
/// Return expired and revoked tokens too, with [`expires_at`](IssuedToken::expires_at) or
/// [`revoked`](IssuedToken::revoked), as long as the database has them. The layer refuses them, and
/// tells the reason to the client that holds the token and to nobody else. `Ok(None)` is also
/// right: the client then only learns that the signature is not valid.
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

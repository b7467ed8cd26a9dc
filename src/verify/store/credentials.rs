//! Where the server looks up who its clients are, and which tokens they hold.

use std::sync::Arc;

use crate::box_error::BoxError;
use crate::verify::client::registered::{IssuedToken, RegisteredClient};

/// Knows the server's clients and the tokens that they were issued.
///
/// [`MemoryCredentialStore`](crate::verify::MemoryCredentialStore) serves tests and small servers. For a database,
/// write `async fn`s:
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
/// HMAC needs the secrets themselves, so a store cannot keep hashes of them; keep it where only this
/// server reads it (section 4.5).
///
/// Both functions are asked for identifiers that nobody has; `Ok(None)` then, in about the same time.
/// A token that expired or was revoked is `None` too. An error is answered with 503.
pub trait CredentialStore: Send + Sync {
    /// Why the store cannot say.
    type Error: Into<BoxError>;

    /// The client with this identifier.
    fn client(
        &self,
        identifier: &str,
    ) -> impl Future<Output = Result<Option<RegisteredClient>, Self::Error>> + Send;

    /// The token with this identifier, which was issued to this client. One of another client is
    /// refused, should a store return it.
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

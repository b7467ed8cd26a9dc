//! RFC 5849 section 2.3: at the token endpoint, temporary credentials stand in a token's place.

use super::grants::Grants;
use super::store::GrantStore;
use crate::box_error::BoxError;
use crate::credentials::TokenCredentials;
use crate::verify::{CredentialStore, IssuedToken, RegisteredClient};

/// The server's clients, with their temporary credentials as the tokens: for the
/// [`VerifyLayer`](crate::verify::VerifyLayer) of the token endpoint, and for no other. Made by
/// [`Grants::temporary_store`](super::Grants::temporary_store).
///
/// Whatever expired, was exchanged or belongs to another client is no token.
#[derive(Debug)]
pub struct TemporaryStore<C, G>(pub(super) Grants<C, G>);

impl<C: CredentialStore, G: GrantStore> CredentialStore for TemporaryStore<C, G> {
    type Error = BoxError;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, BoxError> {
        let client = self.0.credentials.client(identifier).await;
        client.map_err(Into::into)
    }

    async fn token(&self, _: &str, identifier: &str) -> Result<Option<IssuedToken>, BoxError> {
        let found = self.0.find(identifier).await?;
        Ok(found.map(|found| {
            let temporary = found.credentials();
            let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
            IssuedToken::new(found.client(), token)
        }))
    }
}

impl<C, G> Clone for TemporaryStore<C, G> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

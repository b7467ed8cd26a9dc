//! The credentials of the token endpoint (RFC 5849 section 2.3).

use super::grants::Grants;
use super::store::GrantStore;
use crate::box_error::BoxError;
use crate::credentials::TokenCredentials;
use crate::verify::{CredentialStore, IssuedToken, RegisteredClient};

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Returns the credential store for the [`VerifyLayer`](crate::verify::VerifyLayer) of the
    /// token endpoint.
    pub fn temporary_credential_store(&self) -> TemporaryCredentialStore<C, G> {
        TemporaryCredentialStore(self.clone())
    }
}

/// A [`CredentialStore`] for the [`VerifyLayer`](crate::verify::VerifyLayer) of the token endpoint.
/// Do not use it for another endpoint.
///
/// It contains the clients of the server. As tokens, it contains their temporary credentials. It
/// does not find temporary credentials that are already exchanged. Expired ones are tokens that are
/// [expired](IssuedToken::expires_at), until the store removes them. So a client that comes too
/// late gets the problem `token_expired`.
///
/// [`Grants::temporary_credential_store`](super::Grants::temporary_credential_store) creates it.
#[derive(Debug)]
pub struct TemporaryCredentialStore<C, G>(Grants<C, G>);

impl<C: CredentialStore, G: GrantStore> CredentialStore for TemporaryCredentialStore<C, G> {
    type Error = BoxError;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, BoxError> {
        let client = self.0.credentials.client(identifier).await;
        client.map_err(Into::into)
    }

    async fn token(&self, _: &str, identifier: &str) -> Result<Option<IssuedToken>, BoxError> {
        let pending = self.0.find_with_expired(identifier).await?;
        Ok(pending.map(|pending| {
            let temporary = pending.credentials();
            let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
            let token = IssuedToken::new(pending.client_identifier(), token);
            token.expires_at(pending.expires_at())
        }))
    }
}

impl<C, G> Clone for TemporaryCredentialStore<C, G> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

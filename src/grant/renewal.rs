//! The OAuth Session extension (1.0 draft 1): a client renews its token.

use super::error::GrantError;
use super::granted::Grant;
use super::grants::Grants;
use super::logged::logged;
use super::requested::required;
use super::token_store::TokenStore;
use crate::box_error::BoxError;
use crate::credentials::secret::equal_in_constant_time;
use crate::verify::{Authenticated, CredentialStore, IssuedToken, RegisteredClient};

impl<C: CredentialStore, G: TokenStore> Grants<C, G> {
    /// Returns the credential store for the [`VerifyLayer`](crate::verify::VerifyLayer) of a token
    /// endpoint that also [renews](Self::renew) tokens.
    pub fn renewal_credential_store(&self) -> RenewalCredentialStore<C, G> {
        RenewalCredentialStore(self.clone())
    }

    /// Exchanges a token for a new one (OAuth Session extension). The old token is no longer valid.
    ///
    /// The request is signed with the old token, which may have expired, and has the session handle
    /// in `oauth_session_handle`. It goes to the token endpoint, so call this there if the request
    /// has a session handle:
    ///
    /// ```
    /// use tower_oauth1::Authenticated;
    /// use tower_oauth1::grant::{Grant, GrantError, Grants, TokenStore};
    /// use tower_oauth1::verify::CredentialStore;
    ///
    /// async fn token<C: CredentialStore, G: TokenStore>(
    ///     grants: &Grants<C, G>,
    ///     caller: &Authenticated,
    /// ) -> Result<Grant, GrantError> {
    ///     match caller.parameter("oauth_session_handle") {
    ///         Some(_) => grants.renew(caller).await,
    ///         None => grants.token_credentials(caller).await,
    ///     }
    /// }
    /// ```
    ///
    /// The `VerifyLayer` of this endpoint uses
    /// [`renewal_credential_store`](Self::renewal_credential_store). The new token has a new
    /// session handle. The end of the session stays the same.
    ///
    /// If the client does not receive the response, it cannot renew the token again. It must then
    /// ask the resource owner again.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::MissingParameter`] if `oauth_session_handle` is missing or empty, or if the
    ///   request has no token,
    /// - [`GrantError::Malformed`] if `oauth_session_handle` is not UTF-8,
    /// - [`GrantError::TokenRevoked`] if the token was revoked,
    /// - [`GrantError::Session`] if the token is unknown, already renewed, or not renewable, or if
    ///   the session handle is wrong,
    /// - [`GrantError::SessionExpired`] if the session has ended,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the store fails.
    pub async fn renew(&self, caller: &Authenticated) -> Result<Grant, GrantError> {
        logged(Some(caller), self.exchange_old(caller).await)
    }

    async fn exchange_old(&self, caller: &Authenticated) -> Result<Grant, GrantError> {
        let shown = required(caller, "oauth_session_handle")?;
        let missing = GrantError::MissingParameter("oauth_token");
        let token = caller.token_identifier().ok_or(missing)?;
        let old = self.store.find_token(token).await;
        let old = old.map_err(GrantError::store)?;
        let client = caller.client_identifier();
        let mine = old.filter(|old| old.token().client_identifier() == client);
        let old = mine.ok_or(GrantError::Session)?;
        if old.token().is_revoked() {
            return Err(GrantError::TokenRevoked);
        }
        let session = old.session().ok_or(GrantError::Session)?;
        if !equal_in_constant_time(shown.as_bytes(), session.handle().as_bytes()) {
            return Err(GrantError::Session);
        }
        if session.expires_at() < self.clock.unix_seconds() {
            return Err(GrantError::SessionExpired);
        }
        let grant = self.issue(client, old.resource_owner())?;
        let grant = grant.with_parameters(old.parameters());
        let grant = grant.in_session_until(session.expires_at());
        match self.store.renew(token, grant.clone()).await {
            Ok(true) => Ok(grant),
            Ok(false) => Err(GrantError::Session),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Revokes a token. Returns `false` if it is unknown or already revoked.
    ///
    /// Call this on the page where resource owners see the clients that have access. If clients may
    /// revoke their own tokens, call it in a handler behind a
    /// [`VerifyLayer`](crate::verify::VerifyLayer) with
    /// [`Authenticated::token_identifier`].
    ///
    /// # Errors
    ///
    /// Returns [`GrantError::Store`] if the store fails.
    pub async fn revoke(&self, token: &str) -> Result<bool, GrantError> {
        let revoked = self.store.revoke(token).await;
        logged(None, revoked.map_err(GrantError::store))
    }
}

/// A [`CredentialStore`] for the [`VerifyLayer`](crate::verify::VerifyLayer) of a token endpoint
/// that also renews tokens. Do not use it for another endpoint.
///
/// It contains what [`TemporaryCredentialStore`](super::TemporaryCredentialStore) contains, and the
/// tokens that can be renewed, with their data. A token that has expired is valid here. A token
/// that was revoked is not: the client gets the problem `token_revoked`, if the credential store of
/// the server still has the token.
///
/// [`Grants::renewal_credential_store`](super::Grants::renewal_credential_store) creates it.
#[derive(Debug)]
pub struct RenewalCredentialStore<C, G>(Grants<C, G>);

impl<C: CredentialStore, G: TokenStore> CredentialStore for RenewalCredentialStore<C, G> {
    type Error = BoxError;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, BoxError> {
        let client = self.0.credentials.client(identifier).await;
        client.map_err(Into::into)
    }

    async fn token(&self, client: &str, token: &str) -> Result<Option<IssuedToken>, BoxError> {
        let temporary = self.0.temporary_credential_store();
        if let Some(temporary) = temporary.token(client, token).await? {
            return Ok(Some(temporary));
        }
        let grant = self.0.store.find_token(token).await.map_err(Into::into)?;
        if let Some(grant) = grant.filter(|grant| grant.session().is_some()) {
            return Ok(Some(grant.token().clone().without_expiry()));
        }
        let known = self.0.credentials.token(client, token).await;
        let known = known.map_err(Into::into)?;
        Ok(known.filter(IssuedToken::is_revoked))
    }
}

impl<C, G> Clone for RenewalCredentialStore<C, G> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

//! Token credentials (RFC 5849 section 2.3).

use super::error::GrantError;
use super::granted::{Grant, Session};
use super::grants::Grants;
use super::logged::logged;
use super::random_text::random_text;
use super::requested::required;
use super::store::GrantStore;
use crate::credentials::TokenCredentials;
use crate::credentials::secret::{Secret, equal_in_constant_time};
use crate::verify::{Authenticated, CredentialStore, IssuedToken};

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Exchanges the temporary credentials for token credentials (section 2.3).
    ///
    /// The temporary credentials are those that the request is signed with. If several requests
    /// exchange the same temporary credentials, only one request succeeds.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if the temporary credentials are expired, already exchanged,
    ///   belong to another client, or had too many [`tries`](Self::tries),
    /// - [`GrantError::MissingParameter`] if `oauth_verifier` is missing or empty, or if the
    ///   request has no token,
    /// - [`GrantError::Malformed`] if `oauth_verifier` is not UTF-8,
    /// - [`GrantError::NotApproved`] if the resource owner has not approved the request yet,
    /// - [`GrantError::Verifier`] if `oauth_verifier` is wrong,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn token_credentials(&self, caller: &Authenticated) -> Result<Grant, GrantError> {
        logged(Some(caller), self.exchange(caller).await)
    }

    async fn exchange(&self, caller: &Authenticated) -> Result<Grant, GrantError> {
        let missing = GrantError::MissingParameter("oauth_token");
        let temporary = caller.token_identifier().ok_or(missing)?;
        let pending = self.find(temporary).await?;
        let mine =
            pending.filter(|pending| pending.client_identifier() == caller.client_identifier());
        let pending = mine.ok_or(GrantError::Temporary)?;
        let shown = required(caller, "oauth_verifier")?;
        let approval = pending.approval().ok_or(GrantError::NotApproved)?;
        // Count first, in one step of the store. Requests at the same time would otherwise all be
        // compared.
        let tries = self.store.count_try(temporary).await;
        match tries.map_err(GrantError::store)? {
            Some(tries) if tries <= self.tries => {}
            _ => return Err(GrantError::Temporary),
        }
        if !equal_in_constant_time(shown.as_bytes(), approval.verifier().as_bytes()) {
            return Err(GrantError::Verifier);
        }
        let grant = self.issue(pending.client_identifier(), approval.resource_owner())?;
        let grant = grant.with_parameters(pending.parameters());
        match self.store.exchange(temporary, grant.clone()).await {
            Ok(true) => Ok(grant),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }
}

impl<C, G> Grants<C, G> {
    /// Makes a token, and a session if the server has sessions.
    pub(super) fn issue(&self, client: &str, resource_owner: &str) -> Result<Grant, GrantError> {
        let now = self.clock.unix_seconds();
        let secret = Secret::new(random_text()?);
        let credentials = TokenCredentials::new(random_text()?, secret.expose());
        let mut token = IssuedToken::new(client, credentials);
        if let Some(lifetime) = self.token_lifetime {
            token = token.expires_at(now.saturating_add(lifetime));
        }
        let grant = Grant::new(token, resource_owner).with_issued_at(now);
        Ok(match self.session_lifetime {
            Some(lifetime) => {
                let end = now.saturating_add(lifetime);
                grant.with_session(Session::new(random_text()?, end))
            }
            None => grant,
        })
    }
}

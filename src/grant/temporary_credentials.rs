//! Temporary credentials (RFC 5849 section 2.1).

use http::Response;

use super::error::GrantError;
use super::grants::Grants;
use super::logged::logged;
use super::pending::PendingGrant;
use super::random_text::random_text;
use super::requested::{requested_by, required};
use super::response::form;
use super::store::GrantStore;
use crate::credentials::TemporaryCredentials;
use crate::credentials::secret::Secret;
use crate::verify::{Authenticated, CredentialStore};

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Issues temporary credentials to the client (section 2.1).
    ///
    /// Returns the response that contains the credentials. The grant keeps the parameters of the
    /// request beside those of the protocol, such as a scope: see [`PendingGrant::parameters`].
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Token`] if the request is signed with a token,
    /// - [`GrantError::MissingParameter`] if `oauth_callback` is missing or empty,
    /// - [`GrantError::Callback`] if the client did not register this callback,
    /// - [`GrantError::TooManyParameters`] or [`GrantError::ParametersTooLong`] if the request has
    ///   other parameters that are too many or too long to keep,
    /// - [`GrantError::Malformed`] if `oauth_callback` or another parameter is not UTF-8,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if a store fails.
    pub async fn temporary_credentials(
        &self,
        caller: &Authenticated,
    ) -> Result<Response<String>, GrantError> {
        logged(Some(caller), self.issue_temporary(caller).await)
    }

    async fn issue_temporary(
        &self,
        caller: &Authenticated,
    ) -> Result<Response<String>, GrantError> {
        if caller.token_identifier().is_some() {
            return Err(GrantError::Token);
        }
        let callback = required(caller, "oauth_callback")?;
        let registered = self.credentials.client(caller.client_identifier()).await;
        let client = registered.map_err(GrantError::store)?;
        if !client.is_some_and(|client| client.accepts_callback(callback)) {
            return Err(GrantError::Callback);
        }
        let requested = requested_by(caller, self.requested_limits)?;
        let secret = Secret::new(random_text()?);
        let credentials = TemporaryCredentials::new(random_text()?, secret.expose());
        let response = form(&[
            ("oauth_token", credentials.identifier()),
            ("oauth_token_secret", credentials.secret()),
            ("oauth_callback_confirmed", "true"),
        ]);
        let now = self.clock.unix_seconds();
        let expires = now.saturating_add(self.lifetime);
        let pending = PendingGrant::new(
            caller.client_identifier(),
            credentials,
            callback,
            now,
            expires,
        )
        .with_parameters(requested);
        let inserted = self.store.insert(pending).await;
        inserted.map_err(GrantError::store).map(|()| response)
    }
}

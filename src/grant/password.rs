//! xAuth (Twitter, 2010): a client exchanges a username and password for a token.

use std::fmt;

use super::error::GrantError;
use super::granted::Grant;
use super::grants::Grants;
use super::logged::logged;
use super::requested::{requested_by, required};
use super::token_store::TokenStore;
use crate::verify::{Authenticated, CredentialStore};

/// A request for a token with a username and password (xAuth). Created by
/// [`Grants::password_request`].
///
/// `Debug` leaves the username and the password out.
#[derive(Clone)]
pub struct PasswordRequest<'a> {
    caller: &'a Authenticated,
}

impl<C: CredentialStore, G: TokenStore> Grants<C, G> {
    /// Reads a request for a token with a username and password (xAuth).
    ///
    /// The client must be registered with
    /// [`allow_passwords`](crate::verify::RegisteredClient::allow_passwords): it sees the passwords
    /// of its users. Compare the password, then call
    /// [`token_credentials_for`](Self::token_credentials_for). The request goes to the token
    /// endpoint and has no token, so the [`VerifyLayer`](crate::verify::VerifyLayer) needs
    /// [`allow_missing_token`](crate::RequestVerifier::allow_missing_token).
    ///
    /// ```
    /// use tower_oauth1::Authenticated;
    /// use tower_oauth1::grant::{Grant, GrantError, Grants, TokenStore};
    /// use tower_oauth1::verify::CredentialStore;
    ///
    /// async fn user_with_password(username: &str, password: &str) -> Option<String> {
    ///     // Compare with the hash in the database. Limit the number of tries for each user.
    /// #   None
    /// }
    ///
    /// async fn token<C: CredentialStore, G: TokenStore>(
    ///     grants: &Grants<C, G>,
    ///     caller: &Authenticated,
    /// ) -> Result<Grant, GrantError> {
    ///     if caller.parameter("x_auth_mode").is_none() {
    ///         return grants.token_credentials(caller).await;
    ///     }
    ///     let request = grants.password_request(caller).await?;
    ///     let user = user_with_password(request.username(), request.password()).await;
    ///     grants.token_credentials_for(&request, user.as_deref()).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Token`] if the request is signed with a token,
    /// - [`GrantError::MissingParameter`] if `x_auth_mode`, `x_auth_username` or `x_auth_password`
    ///   is missing or empty, or [`GrantError::Malformed`] if it is not UTF-8,
    /// - [`GrantError::PasswordMode`] if `x_auth_mode` is not `client_auth`,
    /// - [`GrantError::PasswordsNotAllowed`] if the client may not use passwords, or
    /// - [`GrantError::Store`] if the credential store fails.
    pub async fn password_request<'a>(
        &self,
        caller: &'a Authenticated,
    ) -> Result<PasswordRequest<'a>, GrantError> {
        logged(Some(caller), self.read_password_request(caller).await)
    }

    async fn read_password_request<'a>(
        &self,
        caller: &'a Authenticated,
    ) -> Result<PasswordRequest<'a>, GrantError> {
        if caller.token_identifier().is_some() {
            return Err(GrantError::Token);
        }
        for name in ["x_auth_mode", "x_auth_username", "x_auth_password"] {
            required(caller, name)?;
        }
        if caller.parameter("x_auth_mode") != Some("client_auth") {
            return Err(GrantError::PasswordMode);
        }
        let client = self.credentials.client(caller.client_identifier()).await;
        let client = client.map_err(GrantError::store)?;
        if client.is_some_and(|client| client.passwords_allowed()) {
            Ok(PasswordRequest { caller })
        } else {
            Err(GrantError::PasswordsNotAllowed)
        }
    }

    /// Issues a token to the client of the request.
    ///
    /// `resource_owner` is the name or number that the server uses for the user. Pass `None` if the
    /// username or the password is wrong.
    ///
    /// The grant keeps the parameters of the request beside those of the protocol and of xAuth, such
    /// as a scope: see [`Grant::parameters`].
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Password`] if `resource_owner` is `None`,
    /// - [`GrantError::TooManyParameters`] or [`GrantError::ParametersTooLong`] if the request has
    ///   other parameters that are too many or too long to keep,
    /// - [`GrantError::Malformed`] if one of them is not UTF-8,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the store fails.
    pub async fn token_credentials_for(
        &self,
        request: &PasswordRequest<'_>,
        resource_owner: Option<&str>,
    ) -> Result<Grant, GrantError> {
        let issued = self.issue_for(request, resource_owner).await;
        logged(Some(request.caller), issued)
    }

    async fn issue_for(
        &self,
        request: &PasswordRequest<'_>,
        resource_owner: Option<&str>,
    ) -> Result<Grant, GrantError> {
        let resource_owner = resource_owner.ok_or(GrantError::Password)?;
        let requested = requested_by(request.caller, self.requested_limits)?;
        let grant = self.issue(request.caller.client_identifier(), resource_owner)?;
        let grant = grant.with_parameters(requested);
        let inserted = self.store.insert_token(grant.clone()).await;
        inserted.map_err(GrantError::store).map(|()| grant)
    }
}

impl PasswordRequest<'_> {
    /// Returns the username (`x_auth_username`), decoded.
    pub fn username(&self) -> &str {
        self.parameter("x_auth_username")
    }

    /// Returns the password (`x_auth_password`), decoded. Do not store it or log it.
    pub fn password(&self) -> &str {
        self.parameter("x_auth_password")
    }

    fn parameter(&self, name: &str) -> &str {
        self.caller.parameter(name).unwrap_or_default()
    }
}

impl fmt::Debug for PasswordRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordRequest")
            .field("client", &self.caller.client_identifier())
            .finish_non_exhaustive()
    }
}

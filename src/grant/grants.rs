//! The three steps of RFC 5849 section 2, as functions that use a store.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Response;

use super::error::GrantError;
use super::pending::{Approval, Grant, PendingGrant};
use super::random_text::random_text;
use super::redirect::AuthorizationRedirect;
use super::response::form;
use super::store::GrantStore;
use crate::box_error::BoxError;
use crate::credentials::secret::{Secret, equal_in_constant_time};
use crate::credentials::{TemporaryCredentials, TokenCredentials};
use crate::protocol::{Clock, SystemClock};
use crate::verify::{Authenticated, CredentialStore, IssuedToken, RegisteredClient};

/// The server side of the three-step authorization flow.
///
/// It issues temporary credentials, records the decision of the resource owner, and issues token
/// credentials. The [module documentation](crate::grant) describes the endpoints and has an
/// example.
pub struct Grants<C, G> {
    credentials: Arc<C>,
    store: Arc<G>,
    lifetime: u64,
    clock: Arc<dyn Clock>,
}

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Creates grants for the clients in `credentials`. The grants in progress are in `store`.
    pub fn new(credentials: C, store: G) -> Self {
        Self {
            credentials: Arc::new(credentials),
            store: Arc::new(store),
            lifetime: 600,
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets how long temporary credentials are valid. Fractions of a second are dropped. Default:
    /// 10 minutes.
    ///
    /// If the clock of the server goes back by more than a minute, the temporary credentials that
    /// were issued with the later time are not valid. Otherwise they would live until the clock
    /// reaches that time again.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.as_secs();
        self
    }

    /// Sets the clock of the server. Default: the clock of the operating system.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Returns the credential store for the [`VerifyLayer`](crate::verify::VerifyLayer) of the
    /// token endpoint.
    pub fn temporary_credential_store(&self) -> TemporaryCredentialStore<C, G> {
        TemporaryCredentialStore(self.clone())
    }

    /// Issues temporary credentials to the client (section 2.1).
    ///
    /// Returns the response that contains the credentials.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Token`] if the request is signed with a token,
    /// - [`GrantError::MissingParameter`] if `oauth_callback` is missing or empty,
    /// - [`GrantError::Callback`] if the client did not register this callback,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if a store fails.
    pub async fn temporary_credentials(
        &self,
        caller: &Authenticated,
    ) -> Result<Response<String>, GrantError> {
        if caller.token_identifier().is_some() {
            return Err(GrantError::Token);
        }
        let callback = caller.parameter("oauth_callback").unwrap_or_default();
        if callback.is_empty() {
            return Err(GrantError::MissingParameter("oauth_callback"));
        }
        let registered = self.credentials.client(caller.client_identifier()).await;
        let client = registered.map_err(GrantError::store)?;
        if !client.is_some_and(|client| client.accepts_callback(callback)) {
            return Err(GrantError::Callback);
        }
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
        );
        let inserted = self.store.insert(pending).await;
        inserted.map_err(GrantError::store).map(|()| response)
    }

    /// Returns the grant that the consent page asks the resource owner about (section 2.2).
    ///
    /// `temporary` is the `oauth_token` in the query of the browser's request.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn pending(&self, temporary: &str) -> Result<PendingGrant, GrantError> {
        let pending = self.find(temporary).await?;
        let undecided = pending.filter(|pending| pending.approval().is_none());
        undecided.ok_or(GrantError::Temporary)
    }

    /// Records that the resource owner approves the request (section 2.2). This works only once.
    ///
    /// `temporary` is the identifier of the temporary credentials. `resource_owner` is the name or
    /// number that the server uses for the user who is logged in.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn approve(
        &self,
        temporary: &str,
        resource_owner: &str,
    ) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.pending(temporary).await?;
        let approval = Approval::new(resource_owner, random_text()?);
        let redirect = AuthorizationRedirect::approved(&pending, approval.verifier());
        match self.store.approve(temporary, approval).await {
            Ok(true) => Ok(redirect),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Records that the resource owner refuses the request (section 2.2).
    ///
    /// The temporary credentials are removed from the store and are no longer valid. `temporary` is
    /// their identifier.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn refuse(&self, temporary: &str) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.pending(temporary).await?;
        match self.store.remove(temporary).await {
            Ok(true) => Ok(AuthorizationRedirect::refused(&pending)),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Exchanges the temporary credentials for token credentials (section 2.3).
    ///
    /// The temporary credentials are those that the request is signed with. If several requests
    /// exchange the same temporary credentials, only one request succeeds.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if the temporary credentials are expired, already exchanged, or
    ///   belong to another client,
    /// - [`GrantError::MissingParameter`] if `oauth_verifier` is missing or empty,
    /// - [`GrantError::NotApproved`] if the resource owner has not approved the request yet,
    /// - [`GrantError::Verifier`] if `oauth_verifier` is wrong,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn token_credentials(&self, caller: &Authenticated) -> Result<Grant, GrantError> {
        let temporary = caller.token_identifier().unwrap_or_default();
        let pending = self.find(temporary).await?;
        let mine =
            pending.filter(|pending| pending.client_identifier() == caller.client_identifier());
        let pending = mine.ok_or(GrantError::Temporary)?;
        let shown = caller.parameter("oauth_verifier").unwrap_or_default();
        if shown.is_empty() {
            return Err(GrantError::MissingParameter("oauth_verifier"));
        }
        let approval = pending.approval().ok_or(GrantError::NotApproved)?;
        if !equal_in_constant_time(shown.as_bytes(), approval.verifier().as_bytes()) {
            return Err(GrantError::Verifier);
        }
        let secret = Secret::new(random_text()?);
        let credentials = TokenCredentials::new(random_text()?, secret.expose());
        let token = IssuedToken::new(pending.client_identifier(), credentials);
        let grant = Grant::new(token, approval.resource_owner());
        match self.store.exchange(temporary, grant.clone()).await {
            Ok(true) => Ok(grant),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }
}

impl<C, G: GrantStore> Grants<C, G> {
    /// Returns the grant in progress, if its temporary credentials are valid.
    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, GrantError> {
        let pending = self.store.find(temporary).await;
        let pending = pending.map_err(GrantError::store)?;
        Ok(pending.filter(|pending| pending.is_valid_at(self.clock.unix_seconds())))
    }
}

impl<C, G> Clone for Grants<C, G> {
    fn clone(&self) -> Self {
        Self {
            credentials: Arc::clone(&self.credentials),
            store: Arc::clone(&self.store),
            lifetime: self.lifetime,
            clock: Arc::clone(&self.clock),
        }
    }
}

impl<C, G> fmt::Debug for Grants<C, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grants")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// A [`CredentialStore`] for the [`VerifyLayer`](crate::verify::VerifyLayer) of the token endpoint.
/// Do not use it for another endpoint.
///
/// It contains the clients of the server. As tokens, it contains their temporary credentials. It
/// does not find temporary credentials that are expired or already exchanged.
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
        let pending = self.0.find(identifier).await?;
        Ok(pending.map(|pending| {
            let temporary = pending.credentials();
            let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
            IssuedToken::new(pending.client_identifier(), token)
        }))
    }
}

impl<C, G> Clone for TemporaryCredentialStore<C, G> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

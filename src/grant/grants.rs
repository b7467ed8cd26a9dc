//! RFC 5849 section 2: the three steps, as functions over a store.

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

/// Hands out temporary credentials, takes the resource owner's decision, and hands out tokens.
///
/// The [module](crate::grant) tells the story, with an example.
pub struct Grants<C, G> {
    credentials: Arc<C>,
    store: Arc<G>,
    lifetime: u64,
    clock: Arc<dyn Clock>,
}

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Grants to the clients of `credentials`, kept in `store`.
    pub fn new(credentials: C, store: G) -> Self {
        Self {
            credentials: Arc::new(credentials),
            store: Arc::new(store),
            lifetime: 600,
            clock: Arc::new(SystemClock),
        }
    }

    /// How long temporary credentials live, in whole seconds; ten minutes without this.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.as_secs();
        self
    }

    /// The server's clock; the operating system's without this.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What the token endpoint's [`VerifyLayer`](crate::verify::VerifyLayer) looks credentials up in.
    pub fn temporary_credential_store(&self) -> TemporaryCredentialStore<C, G> {
        TemporaryCredentialStore(self.clone())
    }

    /// Section 2.1: makes temporary credentials for the client, and the answer that carries them.
    ///
    /// # Errors
    ///
    /// - [`GrantError::Token`]: the request is on behalf of a token.
    /// - [`GrantError::MissingParameter`], [`GrantError::Callback`]: `oauth_callback` is not there, or none that
    ///   the client registered.
    /// - [`GrantError::Store`], [`GrantError::Random`]: they could not be made or kept.
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
        let client = self.credentials.client(caller.client_identifier()).await;
        let client = client.map_err(GrantError::store)?;
        if !client.is_some_and(|client| client.accepts_callback(callback)) {
            return Err(GrantError::Callback);
        }
        let secret = Secret::new(random_text()?);
        let credentials = TemporaryCredentials::new(random_text()?, secret.expose());
        let answer = form(&[
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
        let kept = self.store.insert(pending).await;
        kept.map_err(GrantError::store).map(|()| answer)
    }

    /// Section 2.2: what the resource owner is asked, by the `oauth_token` that came with the browser.
    ///
    /// # Errors
    ///
    /// [`GrantError::Temporary`] where nothing is in progress under this identifier, or it was decided
    /// already; [`GrantError::Store`].
    pub async fn pending(&self, temporary: &str) -> Result<PendingGrant, GrantError> {
        let pending = self.find(temporary).await?;
        let undecided = pending.filter(|pending| pending.approval().is_none());
        undecided.ok_or(GrantError::Temporary)
    }

    /// Section 2.2: the resource owner says yes, once. `resource_owner` is whatever the server calls
    /// who is logged in.
    ///
    /// # Errors
    ///
    /// [`GrantError::Temporary`] where nothing is in progress under this identifier, or it was decided
    /// already; [`GrantError::Store`], [`GrantError::Random`].
    pub async fn approve(
        &self,
        temporary: &str,
        resource_owner: &str,
    ) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.pending(temporary).await?;
        let approval = Approval::new(resource_owner, random_text()?);
        let sent_back = AuthorizationRedirect::approved(&pending, approval.verifier());
        match self.store.approve(temporary, approval).await {
            Ok(true) => Ok(sent_back),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Section 2.2: the resource owner says no, and the temporary credentials are worth nothing any
    /// more.
    ///
    /// # Errors
    ///
    /// [`GrantError::Temporary`] where nothing is in progress under this identifier, or it was decided
    /// already; [`GrantError::Store`].
    pub async fn refuse(&self, temporary: &str) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.pending(temporary).await?;
        match self.store.remove(temporary).await {
            Ok(true) => Ok(AuthorizationRedirect::refused(&pending)),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Section 2.3: exchanges the temporary credentials, which the request was signed with, for a
    /// token. Of several exchanges one succeeds.
    ///
    /// # Errors
    ///
    /// - [`GrantError::MissingParameter`], [`GrantError::Verifier`]: `oauth_verifier` is not there, or wrong.
    /// - [`GrantError::NotApproved`]: the resource owner did not say yes yet.
    /// - [`GrantError::Temporary`]: they were exchanged or expired meanwhile, or are another client's.
    /// - [`GrantError::Store`], [`GrantError::Random`]: the token could not be made or kept.
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
    /// One that did not expire.
    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, GrantError> {
        let found = self.store.find(temporary).await;
        let found = found.map_err(GrantError::store)?;
        Ok(found.filter(|found| self.clock.unix_seconds() <= found.expires_at()))
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

/// The server's clients, with their temporary credentials as the tokens: for the
/// [`VerifyLayer`](crate::verify::VerifyLayer) of the token endpoint, and for no other. Made by
/// [`Grants::temporary_credential_store`](super::Grants::temporary_credential_store).
///
/// Whatever expired, was exchanged or belongs to another client is no token.
#[derive(Debug)]
pub struct TemporaryCredentialStore<C, G>(Grants<C, G>);

impl<C: CredentialStore, G: GrantStore> CredentialStore for TemporaryCredentialStore<C, G> {
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
            IssuedToken::new(found.client_identifier(), token)
        }))
    }
}

impl<C, G> Clone for TemporaryCredentialStore<C, G> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

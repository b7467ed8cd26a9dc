//! Tokens that a server issued (RFC 5849 section 1.1).

use std::sync::Arc;

use http::Extensions;

use crate::credentials::TokenCredentials;
use crate::verify::error::VerifyError;

/// A token that the server issued to one client. Other clients cannot use it.
///
/// A store attaches to it what the application knows about the token, such as the user. The handler
/// of a request then needs no second lookup:
///
/// ```
/// use axum::{Extension, Router, routing::get};
/// use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
/// use tower_oauth1::{Authenticated, ClientCredentials, PublicOrigin, TokenCredentials};
///
/// #[derive(Clone)]
/// struct User(String);
///
/// async fn me(Extension(caller): Extension<Authenticated>) -> String {
///     let user: Option<&User> = caller.get();
///     user.map_or("nobody".to_owned(), |user| user.0.clone())
/// }
///
/// let credentials = MemoryCredentialStore::new();
/// credentials.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
/// let token = TokenCredentials::new("token", "token-secret");
/// credentials.insert_token(IssuedToken::new("client-id", token).data(User("jane".to_owned())))?;
///
/// let origin = PublicOrigin::fixed("https://api.example.com")?;
/// let app: Router = Router::new()
///     .route("/me", get(me))
///     .layer(VerifyLayer::new(credentials, MemoryReplayStore::new(960_000), origin));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// A clone is cheap: it copies a pointer.
#[derive(Clone, Debug)]
pub struct IssuedToken(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    client: String,
    credentials: TokenCredentials,
    /// The last second at which the token is valid.
    expiry: Option<u64>,
    is_revoked: bool,
    data: Extensions,
}

impl IssuedToken {
    /// Creates a token of the client with this identifier.
    pub fn new(client: impl Into<String>, credentials: TokenCredentials) -> Self {
        Self(Arc::new(Inner {
            client: client.into(),
            credentials,
            expiry: None,
            is_revoked: false,
            data: Extensions::new(),
        }))
    }

    /// Returns the dummy that replaces an unknown token. Its identifier is empty, so no request can
    /// name it.
    pub(crate) fn unknown() -> Self {
        // The secret is as long as most secrets, because a longer secret takes longer to set up.
        let secret = "no token has this for its secret";
        Self::new("", TokenCredentials::new("", secret))
    }

    /// Sets the last second at which the token is valid, in seconds since 1970. Default: the token
    /// does not expire.
    ///
    /// The clock of the [`RequestVerifier`](crate::RequestVerifier) decides. A client that signs
    /// correctly with an expired token gets 401 with the problem `token_expired`, so that it can
    /// renew the token. Others learn nothing: see [`VerifyError::TokenExpired`].
    #[must_use]
    pub fn expires_at(mut self, seconds: u64) -> Self {
        Arc::make_mut(&mut self.0).expiry = Some(seconds);
        self
    }

    /// Marks the token as revoked. A client that signs correctly with it gets 401 with the problem
    /// `token_revoked`. Others learn nothing.
    ///
    /// A store that deletes revoked tokens instead returns `None` for them. The client then gets
    /// `signature_invalid`.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        Arc::make_mut(&mut self.0).is_revoked = true;
        self
    }

    /// Returns the token with all its data, but valid forever.
    pub(crate) fn without_expiry(mut self) -> Self {
        Arc::make_mut(&mut self.0).expiry = None;
        self
    }

    /// Returns the last second at which the token is valid, in seconds since 1970. `None` if it
    /// does not expire.
    pub fn expiry(&self) -> Option<u64> {
        self.0.expiry
    }

    /// Returns whether the token was revoked.
    pub fn is_revoked(&self) -> bool {
        self.0.is_revoked
    }

    /// Checks that the token is valid at this time, in seconds since 1970. The layer calls this.
    ///
    /// If you verify requests [step by step](crate::verify#step-by-step), call it after
    /// [`accept`](crate::verify::SignatureVerified::accept). Earlier, the caller may be a stranger,
    /// who must not learn the state of the token.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError::TokenRevoked`] or [`VerifyError::TokenExpired`].
    pub fn check_at(&self, seconds: u64) -> Result<(), VerifyError> {
        if self.is_revoked() {
            return Err(VerifyError::TokenRevoked);
        }
        if self.expiry().is_some_and(|last| last < seconds) {
            return Err(VerifyError::TokenExpired);
        }
        Ok(())
    }

    /// Attaches a value of the application, such as the user who granted the token. A value of the
    /// same type is replaced.
    ///
    /// A handler reads it with [`Authenticated::get`](crate::Authenticated::get). Put large values
    /// into an [`Arc`]. `Debug` output does not contain the value.
    #[must_use]
    pub fn data<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        Arc::make_mut(&mut self.0).data.insert(value);
        self
    }

    /// Returns the attached value of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.data.get()
    }

    /// Returns the identifier of the client that holds the token.
    pub fn client_identifier(&self) -> &str {
        &self.0.client
    }

    /// Returns the identifier and the secret of the token.
    pub fn credentials(&self) -> &TokenCredentials {
        &self.0.credentials
    }
}

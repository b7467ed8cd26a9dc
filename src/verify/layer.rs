//! The layer: what a server is told once.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use tower_layer::Layer;

use super::request::policy::RequestVerifier;
use super::server::Server;
use super::service::VerifyService;
use crate::body::{Forms, RebuildBody, UntouchedBodies};
use crate::protocol::{SignError, check_realm};

/// Lets only those requests pass that are rightly signed, in time, and new.
///
/// The others are answered here: 400, 401, 413, 415, or 503 where a store failed, with a
/// `WWW-Authenticate` header and the [`VerifyError`](crate::VerifyError) in the response's extensions.
/// A request that passes has an [`Authenticated`](super::Authenticated) in its extensions. Its answer is
/// the inner service's, with `Cache-Control: private` where the request was signed in its query or form
/// and the answer has none: no shared cache knows otherwise that it is one's own (section 4.4). The
/// [module's documentation](crate::verify) says what stands above the layer and what beneath.
///
/// ```
/// use axum::{Extension, Router, routing::get};
/// use tower_oauth1::verify::{
///     Authenticated, IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer,
/// };
/// use tower_oauth1::{ClientCredentials, PublicOrigin, TokenCredentials};
///
/// async fn me(Extension(caller): Extension<Authenticated>) -> String {
///     format!("for {}", caller.client_identifier())
/// }
///
/// let credentials = MemoryCredentialStore::new();
/// credentials.insert_client(ClientCredentials::new("client-id", "client-secret"));
/// let token = TokenCredentials::new("token", "token-secret");
/// credentials.insert_token(IssuedToken::new("client-id", token));
///
/// let origin = PublicOrigin::fixed("https://api.example.com")?;
/// let app: Router = Router::new()
///     .route("/me", get(me))
///     .layer(VerifyLayer::new(credentials, MemoryReplayStore::new(1_000_000), origin));
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[must_use]
pub struct VerifyLayer<C, R, M = Forms> {
    server: Arc<Server<C, R>>,
    mode: M,
}

impl<C, R> VerifyLayer<C, R, Forms> {
    /// A layer that looks clients and tokens up in `credentials` and claims nonces in `replay`. The
    /// third is the server's [`PublicOrigin`](crate::PublicOrigin), or a [`RequestVerifier`] with further
    /// settings.
    ///
    /// Form bodies are read, for their parameters are signed, and others that come with an
    /// `oauth_body_hash`. This asks `From<Bytes>` of the body;
    /// [`bodies_untouched`](Self::bodies_untouched) and [`rebuild_body_with`](Self::rebuild_body_with) do not.
    pub fn new(credentials: C, replay: R, verifier: impl Into<RequestVerifier>) -> Self {
        let server = Arc::new(Server::new(credentials, replay, verifier.into()));
        Self {
            server,
            mode: Forms,
        }
    }

    /// Reads no body, for servers that take no forms. A form, or a body with a hash, is answered with
    /// 415: also one with the hash of no bytes, unless its `Content-Length` is 0, for nothing else says
    /// in every version of HTTP that no body comes.
    pub fn bodies_untouched(self) -> VerifyLayer<C, R, UntouchedBodies> {
        self.with_mode(UntouchedBodies)
    }

    /// Reads bodies and makes them anew by `rebuild`, for body types that have no `From<Bytes>`.
    pub fn rebuild_body_with<B>(
        self,
        rebuild: fn(Bytes) -> B,
    ) -> VerifyLayer<C, R, RebuildBody<B>> {
        self.with_mode(RebuildBody::new(rebuild))
    }

    fn with_mode<M>(self, mode: M) -> VerifyLayer<C, R, M> {
        let server = self.server;
        VerifyLayer { server, mode }
    }
}

impl<C, R, M> VerifyLayer<C, R, M> {
    /// Sets the realm of the challenges in refusals (decoded). Default: `OAuth`.
    ///
    /// # Errors
    ///
    /// [`SignError::InvalidRealm`] if the realm has control characters.
    pub fn realm(self, realm: impl Into<String>) -> Result<Self, SignError> {
        let realm = realm.into();
        check_realm(&realm)?;
        Ok(self.set(|server| server.realm = realm))
    }

    /// How many bytes of a form, or of a body with a hash, are read at most; 1 MiB without this. A
    /// longer one is answered with 413.
    ///
    /// How long a client may take to send them is for a timeout layer above.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|server| server.body_limit = bytes)
    }

    #[cfg(test)]
    pub(super) fn server(self) -> Arc<Server<C, R>> {
        self.server
    }

    fn set(mut self, change: impl FnOnce(&mut Server<C, R>)) -> Self {
        // Not derived, so that the stores need not be `Clone`; both are behind an `Arc`.
        change(Arc::make_mut(&mut self.server));
        self
    }
}

impl<S, C, R, M: Clone> Layer<S> for VerifyLayer<C, R, M> {
    type Service = VerifyService<S, C, R, M>;

    fn layer(&self, inner: S) -> Self::Service {
        VerifyService::new(inner, Arc::clone(&self.server), self.mode.clone())
    }
}

impl<C, R, M: Clone> Clone for VerifyLayer<C, R, M> {
    fn clone(&self) -> Self {
        Self {
            server: Arc::clone(&self.server),
            mode: self.mode.clone(),
        }
    }
}

impl<C, R, M: fmt::Debug> fmt::Debug for VerifyLayer<C, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyLayer")
            .field("verifier", &self.server.verifier)
            .field("realm", &self.server.realm)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

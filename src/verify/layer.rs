//! The layer that verifies requests, and its settings.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use tower_layer::Layer;

use super::refusal::Refusal;
use super::request::policy::RequestVerifier;
use super::server::Server;
use super::service::VerifyService;
use crate::body::{Forms, RebuildBody, UntouchedBodies};
use crate::protocol::{SignError, check_realm};

/// A layer that verifies signed requests. Only requests with a valid signature, a recent timestamp
/// and an unused nonce reach the inner service.
///
/// The layer refuses other requests with 400, 401, 413 or 415, or with 503 if a store fails. The
/// response has a `WWW-Authenticate` header, the same problem report as its body, and in its
/// extensions a [`Refusal`] and its [`VerifyError`](crate::VerifyError). The
/// [module documentation](crate::verify#refused-requests) shows how to log them. Calls of gRPC get
/// no body, so that their clients report the status: `Unauthenticated` for 401.
///
/// A request that passes has an [`Authenticated`](super::Authenticated) in its extensions. One that
/// was there before is removed.
///
/// The layer adds `Cache-Control: private` to the response if the request was signed in its query
/// or form and the response has no `Cache-Control`. Shared caches recognize private responses by
/// the `Authorization` header of the request, which is missing here (section 4.4).
///
/// The [module documentation](crate::verify) says which layers go outside this layer and which go
/// inside.
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
/// credentials.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
/// let token = TokenCredentials::new("token", "token-secret");
/// credentials.insert_token(IssuedToken::new("client-id", token))?;
///
/// let origin = PublicOrigin::fixed("https://api.example.com")?;
/// let app: Router = Router::new()
///     .route("/me", get(me))
///     .layer(VerifyLayer::new(credentials, MemoryReplayStore::new(1_000_000), origin));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct VerifyLayer<C, R, M = Forms> {
    server: Arc<Server<C, R>>,
    mode: M,
}

impl<C, R> VerifyLayer<C, R, Forms> {
    /// Creates a layer that looks up clients and tokens in `credentials` and claims nonces in
    /// `replay`.
    ///
    /// Pass the [`PublicOrigin`](crate::PublicOrigin) of the server as `verifier`, or a
    /// [`RequestVerifier`] to change more settings.
    ///
    /// The layer reads form bodies, because form parameters are signed. It also reads bodies of
    /// requests with an `oauth_body_hash`. The body type must implement `From<Bytes>`.
    /// [`bodies_untouched`](Self::bodies_untouched) and
    /// [`rebuild_body_with`](Self::rebuild_body_with) do not need this.
    pub fn new(credentials: C, replay: R, verifier: impl Into<RequestVerifier>) -> Self {
        let server = Arc::new(Server::new(credentials, replay, verifier.into()));
        Self {
            server,
            mode: Forms,
        }
    }

    /// Sets the layer to read no bodies. Use this for servers that accept no forms.
    ///
    /// The layer responds with 415 to a form or to an `oauth_body_hash`, unless the
    /// `Content-Length` is 0. This includes the hash of an empty body: only `Content-Length: 0`
    /// says in every version of HTTP that no body follows.
    pub fn bodies_untouched(self) -> VerifyLayer<C, R, UntouchedBodies> {
        self.with_mode(UntouchedBodies)
    }

    /// Sets a function that creates a body from the bytes that were read. Use this for body types
    /// that do not implement `From<Bytes>`.
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
    /// Returns [`SignError::InvalidRealm`] if the realm has control characters.
    pub fn realm(self, realm: impl Into<String>) -> Result<Self, SignError> {
        let realm = realm.into();
        check_realm(&realm)?;
        Ok(self.set(|server| server.responder.realm = realm.into()))
    }

    /// Sets a function that creates the response to a refused request. Default:
    /// [`Refusal::response`], with the status, a challenge and the problem report.
    ///
    /// Start with the default response and change its body, so that the status and the challenge
    /// stay. A response with 401 must have a challenge. Do not write into the response what the
    /// [`Refusal`] says about client, token and signature. A caller who cannot sign must not learn
    /// which of them exist.
    ///
    /// The layer inserts the refusal into the extensions of the response. It removes the body if
    /// the request is a `HEAD`, or a call of gRPC: clients of gRPC take each body for a message.
    ///
    /// ```
    /// use http::{HeaderValue, header};
    /// use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
    /// use tower_oauth1::PublicOrigin;
    ///
    /// # let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(10));
    /// let origin = PublicOrigin::fixed("https://api.example.com")?;
    /// let layer = VerifyLayer::new(credentials, replay, origin).refusal_response(|refusal| {
    ///     let (mut head, _) = refusal.response().into_parts();
    ///     let json = HeaderValue::from_static("application/json");
    ///     head.headers.insert(header::CONTENT_TYPE, json);
    ///     http::Response::from_parts(head, r#"{"error":"not signed"}"#)
    /// });
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    pub fn refusal_response<F, B>(self, function: F) -> Self
    where
        F: Fn(&Refusal) -> Response<B> + Send + Sync + 'static,
        B: Into<Bytes>,
    {
        let function = Arc::new(move |refusal: &Refusal| function(refusal).map(Into::into));
        self.set(|server| server.responder.function = Some(function))
    }

    /// Adds an [`Explanation`](crate::Explanation) to each [`Refusal`]: what the server expects to
    /// be signed. Also adds the origin of the request, and whether it comes from a trusted proxy.
    /// Default: off.
    ///
    /// It is for the log of the server. The explanation has the values of the query and the form.
    /// The client has the same setting:
    /// [`OAuth1Layer::explain_refusals`](crate::OAuth1Layer::explain_refusals).
    pub fn explain_refusals(self) -> Self {
        self.set(|server| server.explains_refusals = true)
    }

    /// Lets requests pass that are not signed. Default: they are refused with 401.
    ///
    /// Use this for routes that also have anonymous callers, or another authentication, such as
    /// Bearer tokens. A request passes without a signature only if
    ///
    /// - it has no `Authorization` header with the scheme `OAuth`, not even an empty one,
    /// - its query and its form have no protocol parameter, such as `oauth_token`, and
    /// - its body is not a form, or is a form that the layer could read.
    ///
    /// A request with any of these must be signed like all others. A form with a
    /// `Content-Encoding`, or one that is too long, is refused.
    ///
    /// Such a request has no [`Authenticated`](super::Authenticated). With the feature `axum`, a
    /// handler takes `Option<Authenticated>`. A handler that takes `Authenticated` responds with
    /// 401. **Someone who can change a request on its way can remove the signature.** The request
    /// is then anonymous, and a handler must not give an anonymous caller more than a signed one.
    ///
    /// ```
    /// use axum::{Extension, Router, routing::get};
    /// use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
    /// use tower_oauth1::{Authenticated, PublicOrigin};
    ///
    /// async fn photos(caller: Option<Extension<Authenticated>>) -> String {
    ///     match caller {
    ///         Some(Extension(caller)) => format!("all of {}", caller.client_identifier()),
    ///         None => "the public ones".to_owned(),
    ///     }
    /// }
    ///
    /// # let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(10));
    /// let origin = PublicOrigin::fixed("https://api.example.com")?;
    /// let layer = VerifyLayer::new(credentials, replay, origin).allow_unsigned();
    /// let app: Router = Router::new().route("/photos", get(photos)).layer(layer);
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    #[doc(alias = "optional", alias = "anonymous")]
    pub fn allow_unsigned(self) -> Self {
        self.set(|server| server.allows_unsigned = true)
    }

    /// Sets the largest size of a form, or of a body with a hash, in bytes. Larger bodies are
    /// refused with 413. Default: 1 MiB.
    ///
    /// This is not a time limit. Put a timeout layer outside this layer to limit how long a client
    /// may take to send the body.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|server| server.body_limit = bytes)
    }

    #[cfg(test)]
    pub(super) fn server(self) -> Arc<Server<C, R>> {
        self.server
    }

    fn set(mut self, change: impl FnOnce(&mut Server<C, R>)) -> Self {
        // `Arc::make_mut` needs `Server: Clone`. The stores are behind `Arc`s, so they need not be
        // `Clone`.
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
            .field("realm", &self.server.responder.realm)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

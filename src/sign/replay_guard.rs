//! A layer for tests that finds stacks that send one nonce twice.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http::Request;
use http::request::Parts;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::box_error::BoxError;
use crate::inner_service::inner_service_accessors;
use crate::protocol::{AuthorizationHeader, Parameters};

/// A layer that returns an error if a request has the nonce of an earlier request. Use it in
/// *tests* of your stack, as the innermost layer.
///
/// It finds a retry or redirect layer that is inside [`OAuth1Layer`](super::OAuth1Layer), even if
/// the layers are boxed. Without this layer, you may find the mistake only in production, where the
/// server refuses the repeated requests.
///
/// The layer reads the query and every header of the scheme OAuth. It does not see:
///
/// - a nonce in a form body
/// - a request that the HTTP client inside this layer repeats by itself
///
/// The layer remembers every nonce. Do not use it in programs that run for a long time.
///
/// ```
/// use http::Request;
/// use tower::{Layer, ServiceExt};
/// use tower_oauth1::sign::{NonceReused, ReplayGuardLayer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower_oauth1::BoxError> {
/// let http = tower::service_fn(|_: Request<()>| async {
///     Ok::<_, std::convert::Infallible>(http::Response::new(()))
/// });
/// let guarded = ReplayGuardLayer::new().layer(http);
///
/// let request = || Request::get("https://h/").header("authorization", r#"OAuth oauth_nonce="a""#);
/// guarded.clone().oneshot(request().body(())?).await?;
/// let error = guarded.oneshot(request().body(())?).await.unwrap_err();
/// assert!(error.is::<NonceReused>());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ReplayGuardLayer {
    seen: Seen,
}

type Seen = Arc<Mutex<HashSet<Vec<u8>>>>;

impl ReplayGuardLayer {
    /// Creates a layer that has seen no nonces yet. All services that it creates share the nonces
    /// that they have seen.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Layer<S> for ReplayGuardLayer {
    type Service = ReplayGuardService<S>;

    fn layer(&self, inner: S) -> ReplayGuardService<S> {
        let seen = Arc::clone(&self.seen);
        ReplayGuardService { inner, seen }
    }
}

/// The service that [`ReplayGuardLayer`] creates.
#[derive(Clone, Debug)]
pub struct ReplayGuardService<S> {
    inner: S,
    seen: Seen,
}

impl<S> ReplayGuardService<S> {
    inner_service_accessors!();
}

/// Error returned when a nonce is sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nonce was sent twice; put retry and redirect layers outside the layer that signs")]
#[non_exhaustive]
pub struct NonceReused;

impl<S, B> Service<Request<B>> for ReplayGuardService<S>
where
    S: Service<Request<B>>,
    S::Error: Into<BoxError>,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        // A poisoned lock is safe to use: a panic cannot leave the set incomplete.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let new = nonces(&parts).into_iter().all(|nonce| seen.insert(nonce));
        drop(seen);
        if new {
            ResponseFuture::called(self.inner.call(Request::from_parts(parts, body)))
        } else {
            ResponseFuture::refused()
        }
    }
}

/// Returns the nonces of a request. A repeated nonce counts once, because
/// [`also_in_header`](super::OAuth1Layer::also_in_header) sends the same nonce in two places.
fn nonces(parts: &Parts) -> Vec<Vec<u8>> {
    let mut parameters = Parameters::new();
    for value in parts.headers.values() {
        if let Ok(header) = AuthorizationHeader::parse(value.as_bytes()) {
            parameters.add_header(&header);
        }
    }
    parameters.add_query(parts.uri.query().unwrap_or_default());
    let named = parameters.iter().filter(|p| p.is_named("oauth_nonce"));
    let mut nonces: Vec<_> = named.map(|nonce| nonce.value().into_owned()).collect();
    nonces.dedup();
    nonces
}

pin_project! {
    /// A future that returns the response of [`ReplayGuardService`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        inner: Option<F>, // None for a request that was refused
    }
}

impl<F> ResponseFuture<F> {
    fn called(future: F) -> Self {
        let inner = Some(future);
        Self { inner }
    }

    fn refused() -> Self {
        Self { inner: None }
    }
}

impl<F, T, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<T, E>>,
    E: Into<BoxError>,
{
    type Output = Result<T, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().inner.as_pin_mut() {
            Some(future) => future.poll(cx).map_err(Into::into),
            None => Poll::Ready(Err(NonceReused.into())),
        }
    }
}

//! The service that verifies each request.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderValue, Request, Response, header};
use tower_service::Service;

use super::request::authenticated::Authenticated;
use super::response_body::ResponseBody;
use super::server::Server;
use super::store::credentials::CredentialStore;
use super::store::replay::ReplayStore;
#[cfg(feature = "axum")]
use super::unsigned::PassedUnsigned;
use crate::body::{BodyMode, Forms};
use crate::inner_service::inner_service_accessors;

/// A service that verifies requests and passes the valid ones to the inner service `S`. Created by
/// [`VerifyLayer`](super::VerifyLayer).
///
/// Its errors are the errors of the inner service. A refused request is a response, not an error.
///
/// The service is always ready. It makes the inner service ready after a request is verified, and
/// calls that same instance. So a permit of a concurrency limit inside is taken only for verified
/// requests, and a stranger who sends a form slowly holds none. A layer outside does not see that
/// the inner service is busy: put tower's `LoadShedLayer` inside, directly outside the limit.
///
/// It adds `Cache-Control: private` to the response if the request was signed in its query or form
/// and the response has no `Cache-Control` (section 4.4). With another
/// [`header_name`](super::RequestVerifier::header_name), it adds this to all responses to signed
/// requests.
// If code calls a method that the service does not have, the compiler prints the next line with its
// comment.
pub struct VerifyService<S, C, R, M = Forms> /* no such method? see VerifyLayer::bodies_untouched */
{
    inner: S,
    server: Arc<Server<C, R>>,
    mode: M,
}

impl<S, C, R, M> VerifyService<S, C, R, M> {
    pub(super) fn new(inner: S, server: Arc<Server<C, R>>, mode: M) -> Self {
        Self {
            inner,
            server,
            mode,
        }
    }

    inner_service_accessors!();
}

impl<S, C, R, M, B, RB> Service<Request<B>> for VerifyService<S, C, R, M>
where
    S: Service<Request<B>, Response = Response<RB>> + Clone + Send + 'static,
    S::Future: Send,
    C: CredentialStore + 'static,
    R: ReplayStore + 'static,
    M: BodyMode<S, B, Reading: Send> + Clone + Send + Sync + 'static,
    B: Send + 'static,
{
    type Response = Response<ResponseBody<RB>>;
    type Error = S::Error;
    type Future = ResponseFuture<RB, S::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        // What is scarce inside is for verified requests: see `call`.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // `self.inner` is never polled ready, so it holds nothing that the clone could wait for.
        let mut inner = self.inner.clone();
        let (server, mode) = (Arc::clone(&self.server), self.mode.clone());
        ResponseFuture(Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            // Only this layer may say who signed a request.
            parts.extensions.remove::<Authenticated>();
            let (authenticated, body) = match server.authenticate(&mode, &parts, body).await {
                Ok(passed) => passed,
                Err(refused) => return Ok(refused.map(ResponseBody::refusal)),
            };
            let is_private = match authenticated {
                Some(authenticated) => {
                    // Section 4.4: caches keep a response private by themselves only if the request
                    // has an `Authorization` header.
                    let caches_know =
                        server.verifier.header_is_private() && authenticated.is_in_header();
                    parts.extensions.insert(authenticated);
                    !caches_know
                }
                None => {
                    #[cfg(feature = "axum")]
                    parts
                        .extensions
                        .insert(PassedUnsigned::new(Arc::clone(&server)));
                    false
                }
            };
            // The instance that is made ready here is the one that is called.
            poll_fn(|cx| inner.poll_ready(cx)).await?;
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            if server.allows_unsigned {
                server.verifier.vary(response.headers_mut());
            }
            if is_private {
                let control = response.headers_mut().entry(header::CACHE_CONTROL);
                control.or_insert(HeaderValue::from_static("private"));
            }
            Ok(response.map(ResponseBody::inner))
        }))
    }
}

impl<S: Clone, C, R, M: Clone> Clone for VerifyService<S, C, R, M> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            server: Arc::clone(&self.server),
            mode: self.mode.clone(),
        }
    }
}

impl<S: fmt::Debug, C, R, M: fmt::Debug> fmt::Debug for VerifyService<S, C, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyService")
            .field("inner", &self.inner)
            .field("verifier", &self.server.verifier)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// The future returned by [`VerifyService`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture<RB, E>(Boxed<RB, E>);

type Boxed<RB, E> = Pin<Box<dyn Future<Output = Result<Response<ResponseBody<RB>>, E>> + Send>>;

impl<RB, E> Future for ResponseFuture<RB, E> {
    type Output = Result<Response<ResponseBody<RB>>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<RB, E> fmt::Debug for ResponseFuture<RB, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

//! The service that verifies each request.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderValue, Request, Response, header};
use tower_service::Service;

use super::server::Server;
use super::store::credentials::CredentialStore;
use super::store::replay::ReplayStore;
use crate::body::{BodyMode, Forms};
use crate::inner_service::inner_service_accessors;

/// A service that verifies requests and passes the valid ones to the inner service `S`. Created by
/// [`VerifyLayer`](super::VerifyLayer).
///
/// Its errors are the errors of the inner service. A refused request is a response, not an error.
///
/// It adds `Cache-Control: private` to the response if the request was signed in its query or form
/// and the response has no `Cache-Control` (section 4.4).
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
    RB: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<RB, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // Only `self.inner` was polled ready. A clone may not be ready, so the clone stays behind.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let (server, mode) = (Arc::clone(&self.server), self.mode.clone());
        ResponseFuture(Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match server.authenticate(&mode, &parts, body).await {
                Ok((authenticated, body)) => {
                    let is_in_header = authenticated.is_in_header();
                    parts.extensions.insert(authenticated);
                    let mut response = inner.call(Request::from_parts(parts, body)).await?;
                    // Section 4.4: caches keep a response private by themselves only if the request
                    // has an `Authorization` header.
                    if !is_in_header {
                        let control = response.headers_mut().entry(header::CACHE_CONTROL);
                        control.or_insert(HeaderValue::from_static("private"));
                    }
                    Ok(response)
                }
                Err(refused) => Ok(refused.response(&server.realm)),
            }
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

type Boxed<RB, E> = Pin<Box<dyn Future<Output = Result<Response<RB>, E>> + Send>>;

impl<RB, E> Future for ResponseFuture<RB, E> {
    type Output = Result<Response<RB>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<RB, E> fmt::Debug for ResponseFuture<RB, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

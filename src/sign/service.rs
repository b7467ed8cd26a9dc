//! The service that signs each request.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_service::Service;

use super::body_hash::PrecomputedBodyHash;
use super::config::Config;
use super::credentials::{Credentials, RequestCredentials};
use super::future::{Collect, ResponseFuture};
use super::inner::InnerService;
use super::plan::Plan;
use super::response::ResponseObserver;
use super::scope::Scope;
use crate::body::{BodyMode, FormError, Forms, Start};
use crate::box_error::BoxError;
use crate::events::sign::RefusalEvent;
use crate::inner_service::inner_service_accessors;
use crate::protocol::{SignError, Signer};

/// A service that signs requests and sends them with the inner service `S`. Created by
/// [`OAuth1Layer`](super::OAuth1Layer).
///
/// Its errors are boxed. Errors of the inner service pass unchanged. If a request cannot be signed,
/// it is not sent, and the error is a [`SignError`]. Use `downcast_ref` on the [`BoxError`] to get
/// the original error.
// If code calls a method that the service does not have, the compiler prints the line of the
// declaration, with its comment.
#[derive(Clone, Debug)]
pub struct OAuth1Service<S, M = Forms> /* no such method? reqwest: turn on the feature `reqwest`; others: see OAuth1Layer::bodies_untouched */
{
    inner: S,
    config: Arc<Config>,
    mode: M,
}

impl<S> OAuth1Service<S> {
    /// Creates a service that signs the requests to the origins in `scope`. Use
    /// [`OAuth1Layer::new`](super::OAuth1Layer::new) instead to change settings.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, OAuth1Service, Scope, Signer};
    ///
    /// # let http = tower::service_fn(|_: http::Request<String>| async {
    /// #     Ok::<_, std::convert::Infallible>(http::Response::new(()))
    /// # });
    /// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    /// let api = OAuth1Service::new(http, signer, Scope::origin("https://api.example.com")?);
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    pub fn new(inner: S, signer: Signer, scope: Scope) -> Self {
        let credentials = Credentials::Fixed(RequestCredentials::new(signer, scope));
        Self::with_config(inner, Arc::new(Config::new(credentials)), Forms)
    }
}

impl<S, M> OAuth1Service<S, M> {
    pub(super) fn with_config(inner: S, config: Arc<Config>, mode: M) -> Self {
        Self {
            inner,
            config,
            mode,
        }
    }

    /// Returns a service with the same settings and another inner service.
    #[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
    pub(crate) fn with_inner<T>(&self, inner: T) -> OAuth1Service<T, M>
    where
        M: Clone,
    {
        OAuth1Service::with_config(inner, Arc::clone(&self.config), self.mode.clone())
    }

    inner_service_accessors!();
}

// If code needs a service for requests of reqwest, the compiler prints this declaration.
impl<S, M, B> Service<Request<B>> for OAuth1Service<S, M>
where
    // For a `reqwest::Client`, turn on the feature `reqwest` of tower-oauth1.
    S: InnerService<B>,
    M: BodyMode<S, B> + Clone,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, Collect<S, M, B, M::Reading>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // Remove the credentials first, so that they are never passed on, even if the request is
        // not signed.
        let carried = request.extensions_mut().remove::<RequestCredentials>();
        match self.config.plan(&request, carried.as_ref()) {
            Plan::Pass => ResponseFuture::called(self.inner.call(request), None),
            Plan::OutOfScope(reason) => {
                let origin = self.config.public_origin.as_ref();
                let uri = || request.uri().clone();
                let event = RefusalEvent::unsigned(request.method(), uri, origin, &reason);
                let observer = Box::new(ResponseObserver::OutOfScope { reason, event });
                ResponseFuture::called(self.inner.call(request), Some(observer))
            }
            // Sign the request in place. Splitting it into head and body costs time.
            Plan::Sign(signer) => {
                request.extensions_mut().remove::<PrecomputedBodyHash>();
                match self.config.sign(signer, &mut request, None, None) {
                    Ok(signed) => ResponseFuture::called(self.inner.call(request), signed.observer),
                    Err(error) => ResponseFuture::failed(error),
                }
            }
            Plan::Hash(signer) => {
                let signed = self.config.sign_hashed(&self.mode, signer, request);
                send(&mut self.inner, signed)
            }
            Plan::Read(signer) => {
                let (mut parts, body) = request.into_parts();
                parts.extensions.remove::<PrecomputedBodyHash>();
                match self
                    .mode
                    .start(&parts.headers, body, self.config.body_limit)
                {
                    Ok(Start::Read(form)) => {
                        let signed = self.config.sign_form(signer, parts, form);
                        send(&mut self.inner, signed)
                    }
                    Ok(Start::Reading(reading)) => ResponseFuture::collect(Collect::new(
                        M::take_ready(&reading, &mut self.inner),
                        signer.clone(),
                        Arc::clone(&self.config),
                        self.mode.clone(),
                        parts,
                        reading,
                    )),
                    Err(error) => ResponseFuture::failed(SignError::from_form(error)),
                }
            }
            Plan::Refuse(error) => ResponseFuture::failed(error),
        }
    }
}

/// Sends the request, or returns the error if signing failed.
fn send<S, C, B, RB>(
    service: &mut S,
    signed: Result<(Request<B>, Option<Box<ResponseObserver>>), SignError>,
) -> ResponseFuture<S::Future, C>
where
    S: Service<Request<B>, Response = Response<RB>>,
{
    match signed {
        Ok((request, observer)) => ResponseFuture::called(service.call(request), observer),
        Err(error) => ResponseFuture::failed(error),
    }
}

impl SignError {
    pub(super) fn from_form(error: FormError) -> Self {
        match error {
            FormError::BodiesUntouched => Self::UnexpectedForm,
            FormError::TooLong { limit } => Self::FormTooLong { limit },
            FormError::Trailers => Self::FormWithTrailers,
            FormError::Unreadable(error) => Self::BodyUnreadable(error),
        }
    }
}

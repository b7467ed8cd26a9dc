//! The service: what happens to one request.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response, header};
use tower_service::Service;

use super::future::ResponseFuture;
use super::layer::Stack;
use super::request::signed;
use crate::BoxError;
use crate::body::{BodyMode, FormError, Forms, Start};
use crate::protocol::{AlreadySigned, SignError, is_form, is_oauth};

/// Signs requests and sends them through the service `S`. Made by
/// [`OAuth1Layer`](super::OAuth1Layer).
///
/// Its errors are [`BoxError`]s: the inner service's as they are, and
/// [`SignError`] for a request that was not sent.
// The compiler shows the line below to who calls a method that the service has not.
#[derive(Clone, Debug)]
pub struct OAuth1Service<S, M = Forms> /* no such method? see OAuth1Layer::header_only */ {
    inner: S,
    stack: Stack,
    mode: M,
}

impl<S, M> OAuth1Service<S, M> {
    pub(super) fn new(inner: S, stack: Stack, mode: M) -> Self {
        Self { inner, stack, mode }
    }

    /// The inner service.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The inner service, to be changed.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The inner service, alone.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, M, B, RB> Service<Request<B>> for OAuth1Service<S, M>
where
    S: Service<Request<B>, Response = Response<RB>>,
    S::Error: Into<BoxError>,
    M: BodyMode<S, B> + Clone,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S, M, B>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.stack.passes(&request) {
            Ok(true) => return ResponseFuture::called(self.inner.call(request)),
            Ok(false) => {}
            Err(error) => return ResponseFuture::failed(error),
        }
        let (parts, body) = request.into_parts();
        if !is_form(&parts.headers) {
            return self.send(parts, body, None);
        }
        // It will not be signed, so it need not be read.
        if parts.headers.contains_key(header::CONTENT_ENCODING) {
            return ResponseFuture::failed(SignError::FormWithContentEncoding);
        }
        let limit = self.stack.form_limit;
        match self.mode.start(&parts.headers, body, limit) {
            Ok(Start::Read(form, body)) => self.send(parts, body, Some(form)),
            Ok(Start::Reading(reading)) => {
                let service = M::take_ready(&reading, &mut self.inner);
                let (stack, mode) = (self.stack.clone(), self.mode.clone());
                ResponseFuture::collect(service, stack, mode, parts, reading)
            }
            Err(error) => ResponseFuture::failed(error.into()),
        }
    }
}

impl<S, M> OAuth1Service<S, M> {
    fn send<B, RB>(&mut self, parts: Parts, body: B, form: Option<Bytes>) -> ResponseFuture<S, M, B>
    where
        S: Service<Request<B>, Response = Response<RB>>,
        M: BodyMode<S, B>,
    {
        match self.stack.sign(parts, form) {
            Ok(parts) => {
                let request = Request::from_parts(parts, body);
                ResponseFuture::called(self.inner.call(request))
            }
            Err(error) => ResponseFuture::failed(error),
        }
    }
}

impl Stack {
    /// Whether the request is none that this stack signs.
    fn passes<B>(&self, request: &Request<B>) -> Result<bool, SignError> {
        if request.extensions().get::<AlreadySigned>().is_some() {
            return Ok(true);
        }
        if self.signer.is_plaintext() && self.scope.is_any() {
            return Err(SignError::PlaintextAnywhere);
        }
        let origin = self.target.origin.as_ref();
        if !self.scope.contains(request.uri(), origin)? {
            return Ok(true);
        }
        let mut authorizations = request.headers().get_all(header::AUTHORIZATION).iter();
        Ok(self.skip_foreign_authorization && !authorizations.all(is_oauth))
    }

    /// Signs a request of this stack. Nothing of it changes where this fails.
    pub(super) fn sign(&self, mut parts: Parts, form: Option<Bytes>) -> Result<Parts, SignError> {
        let form = form.as_deref();
        let signed = signed(&self.signer, (&parts).into(), form, &self.target)?;
        if let Some(uri) = signed.uri {
            parts.uri = uri;
        }
        let headers = &mut parts.headers;
        headers.insert(header::AUTHORIZATION, signed.authorization);
        Ok(parts)
    }
}

impl From<FormError> for SignError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::HeaderOnly => Self::FormInHeaderOnlyMode,
            FormError::TooLong { limit } => Self::FormTooLong { limit },
            FormError::Trailers => Self::FormWithTrailers,
            FormError::Unreadable(error) => Self::FormUnreadable(error),
        }
    }
}

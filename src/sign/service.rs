//! The service: what happens to one request.

use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response, header};
use tower_service::Service;

use super::future::ResponseFuture;
use super::layer::Stack;
use crate::BoxError;
use crate::body::{BodyMode, Form, FormError, Forms, Start};
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
            return self.send(parts, Content::Other(body));
        }
        // It will not be signed, so it need not be read.
        if parts.headers.contains_key(header::CONTENT_ENCODING) {
            return ResponseFuture::failed(SignError::FormWithContentEncoding);
        }
        let limit = self.stack.form_limit;
        match self.mode.start(&parts.headers, body, limit) {
            Ok(Start::Read(form)) => self.send(parts, Content::Form(form)),
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
    fn send<B, RB>(&mut self, parts: Parts, content: Content<B>) -> ResponseFuture<S, M, B>
    where
        S: Service<Request<B>, Response = Response<RB>>,
        M: BodyMode<S, B>,
    {
        match self.stack.sign(parts, content) {
            Ok(request) => ResponseFuture::called(self.inner.call(request)),
            Err(error) => ResponseFuture::failed(error),
        }
    }
}

/// What a request carries.
pub(super) enum Content<B> {
    Form(Form<B>),
    /// It is not looked at.
    Other(B),
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
        let name = &self.target.placement.header;
        let mut authorizations = request.headers().get_all(name).iter();
        Ok(self.skip_foreign_authorization && !authorizations.all(is_oauth))
    }

    /// Signs a request of this stack.
    pub(super) fn sign<B>(
        &self,
        mut parts: Parts,
        content: Content<B>,
    ) -> Result<Request<B>, SignError> {
        let form = match &content {
            Content::Form(form) => Some(form.bytes()),
            Content::Other(_) => None,
        };
        let mut changes = self.target.sign(&self.signer, (&parts).into(), form)?;
        if let Some(uri) = changes.uri.take() {
            parts.uri = uri;
        }
        let placement = &self.target.placement;
        placement.change_headers(&mut parts.headers, &mut changes);
        let body = match content {
            Content::Form(form) => form
                .into_body(changes.form)
                .ok_or(SignError::FormInHeaderOnlyMode)?,
            Content::Other(body) => body,
        };
        Ok(Request::from_parts(parts, body))
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

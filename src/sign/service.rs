//! The service: what happens to one request.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response, header};
use tower_service::Service;

use super::body_hash::{GivenBodyHash, HashedBodies};
use super::credentials::{RequestCredentials, Unsigned};
use super::future::{Collect, ResponseFuture};
use super::layer::Stack;
use super::request::Content;
use crate::BoxError;
use crate::body::{BodyMode, FormError, Forms, Start};
use crate::protocol::{AlreadySigned, SignError, Signer, is_form, is_oauth};

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
        let (mut parts, body) = request.into_parts();
        let signer = match self.stack.signer(&mut parts) {
            Ok(Some(signer)) => signer,
            Ok(None) => {
                let request = Request::from_parts(parts, body);
                return ResponseFuture::called(self.inner.call(request), None);
            }
            Err(error) => return ResponseFuture::failed(error),
        };
        // A layer whose scope the request is out of leaves it to the one beneath.
        let given_hash = parts.extensions.remove::<GivenBodyHash>();
        if !is_form(&parts.headers) {
            let (stack, mode) = (&self.stack, &self.mode);
            let limit = stack.body_limit;
            let hashed = stack
                .target
                .hashed(mode, &signer, &parts, given_hash, body, limit);
            return match hashed {
                Ok((content, hash)) => self.send(&signer, parts, content, hash),
                Err(error) => ResponseFuture::failed(error),
            };
        }
        let hashed = match self.stack.target.hashed_bodies {
            HashedBodies::Always => true,
            HashedBodies::NonForm => given_hash.is_some(),
            HashedBodies::Never => false,
        };
        if hashed {
            return ResponseFuture::failed(SignError::BodyHashOfForm);
        }
        // It will not be signed, so it need not be read.
        if parts.headers.contains_key(header::CONTENT_ENCODING) {
            return ResponseFuture::failed(SignError::FormWithContentEncoding);
        }
        let limit = self.stack.body_limit;
        match self.mode.start(&parts.headers, body, limit) {
            Ok(Start::Read(form)) => self.send(&signer, parts, Content::Read(form), None),
            Ok(Start::Reading(reading)) => {
                let service = M::take_ready(&reading, &mut self.inner);
                let target = Arc::clone(&self.stack.target);
                let mode = self.mode.clone();
                ResponseFuture::collect(Collect::new(service, signer, target, mode, parts, reading))
            }
            Err(error) => ResponseFuture::failed(error.into()),
        }
    }
}

impl<S, M> OAuth1Service<S, M> {
    fn send<B, RB>(
        &mut self,
        signer: &Signer,
        parts: Parts,
        content: Content<B>,
        body_hash: Option<String>,
    ) -> ResponseFuture<S, M, B>
    where
        S: Service<Request<B>, Response = Response<RB>>,
        M: BodyMode<S, B>,
    {
        match self.stack.target.sign(signer, parts, content, body_hash) {
            Ok((request, watch)) => ResponseFuture::called(self.inner.call(request), watch),
            Err(error) => ResponseFuture::failed(error),
        }
    }
}

impl Stack {
    /// The signer of a request, `None` for one that passes as it is.
    ///
    /// What the request carries for us is taken out of it first, whatever becomes of it.
    fn signer(&self, parts: &mut Parts) -> Result<Option<Signer>, SignError> {
        let carried = parts.extensions.remove::<RequestCredentials>();
        let unsigned = parts.extensions.get::<Unsigned>().is_some()
            || parts.extensions.get::<AlreadySigned>().is_some();
        if unsigned {
            return Ok(None);
        }
        let name = &self.target.placement.header;
        let mut authorizations = parts.headers.get_all(name).iter();
        if self.skip_foreign_authorization && !authorizations.all(is_oauth) {
            return Ok(None);
        }
        let Some(credentials) = self.credentials.of_request(carried)? else {
            return Ok(None);
        };
        credentials.signer(&parts.uri, self.target.origin.as_ref())
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

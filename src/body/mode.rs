//! The three modes, as types.

use std::convert::Infallible;
use std::fmt;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::Body;

use super::form::{Form, FormError, FormReader};
use crate::box_error::BoxError;

/// A way to treat the bodies `B` of the requests to a service `S`: [`Forms`], [`UntouchedBodies`] or
/// [`RebuildBody`]. It cannot be implemented elsewhere.
#[diagnostic::on_unimplemented(
    message = "a layer in the mode `{Self}` cannot make a form anew as a body of type `{B}`",
    label = "this needs `{B}: http_body::Body + From<Bytes> + Unpin` and a service that is `Clone`",
    note = "if none of the requests carries a form, call `.bodies_untouched()` on the layer",
    note = "if some do, call `.rebuild_body_with(|bytes| ..)` to say how a `{B}` is made from bytes"
)]
pub trait BodyMode<S, B>: sealed::Sealed {
    /// Whether bodies are read.
    #[doc(hidden)]
    const READS: bool;

    /// A form of which more is to come.
    #[doc(hidden)]
    type Reading: Unpin;

    /// Begins to read the body of a form.
    #[doc(hidden)]
    fn start(
        &self,
        headers: &HeaderMap,
        body: B,
        limit: usize,
    ) -> Result<Start<B, Self::Reading>, FormError>;

    /// Goes on reading, to the end.
    #[doc(hidden)]
    fn poll(
        &self,
        reading: &mut Self::Reading,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>>;

    /// Takes the service that was made ready out, and leaves a clone behind.
    #[doc(hidden)]
    fn take_ready(reading: &Self::Reading, service: &mut S) -> S;
}

/// How far reading a form came at once.
#[expect(unnameable_types, reason = "between the modes and the layers only")]
#[derive(Debug)]
pub enum Start<B, R> {
    /// To its end.
    Read(Form<B>),
    /// The rest is still to come.
    Reading(R),
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "what cannot be named cannot be implemented"
    )]
    pub trait Sealed {}
}

/// Reads forms and makes their bodies anew by `From<Bytes>`. The default.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Forms;

/// Reads no body, and asks nothing of body and service. A form is refused, unless its
/// `Content-Length` is 0.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct UntouchedBodies;

/// Reads forms and makes their bodies anew by a function.
pub struct RebuildBody<B>(fn(Bytes) -> B);

impl<B> RebuildBody<B> {
    pub(crate) fn new(rebuild: fn(Bytes) -> B) -> Self {
        Self(rebuild)
    }
}

// Not derived: a copy of the function needs no copy of a body.
impl<B> Clone for RebuildBody<B> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<B> fmt::Debug for RebuildBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RebuildBody").finish_non_exhaustive()
    }
}

impl sealed::Sealed for Forms {}
impl sealed::Sealed for UntouchedBodies {}
impl<B> sealed::Sealed for RebuildBody<B> {}

#[diagnostic::do_not_recommend]
impl<S, B> BodyMode<S, B> for Forms
where
    S: Clone,
    B: Body + From<Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    const READS: bool = true;
    type Reading = FormReader<B>;

    fn start(
        &self,
        _: &HeaderMap,
        body: B,
        limit: usize,
    ) -> Result<Start<B, FormReader<B>>, FormError> {
        start(body, limit, B::from)
    }

    fn poll(
        &self,
        reading: &mut FormReader<B>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>> {
        poll(reading, cx, B::from)
    }

    fn take_ready(_: &FormReader<B>, service: &mut S) -> S {
        take_ready(service)
    }
}

#[diagnostic::do_not_recommend]
impl<S, B> BodyMode<S, B> for RebuildBody<B>
where
    S: Clone,
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    const READS: bool = true;
    type Reading = FormReader<B>;

    fn start(
        &self,
        _: &HeaderMap,
        body: B,
        limit: usize,
    ) -> Result<Start<B, FormReader<B>>, FormError> {
        start(body, limit, self.0)
    }

    fn poll(
        &self,
        reading: &mut FormReader<B>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>> {
        poll(reading, cx, self.0)
    }

    fn take_ready(_: &FormReader<B>, service: &mut S) -> S {
        take_ready(service)
    }
}

impl<S, B> BodyMode<S, B> for UntouchedBodies {
    const READS: bool = false;
    type Reading = Infallible;

    fn start(
        &self,
        headers: &HeaderMap,
        body: B,
        _: usize,
    ) -> Result<Start<B, Infallible>, FormError> {
        let length = headers.get(header::CONTENT_LENGTH);
        if length.is_some_and(|length| length == "0") {
            Ok(Start::Read(Form::Unread(body)))
        } else {
            Err(FormError::BodiesUntouched)
        }
    }

    fn poll(
        &self,
        reading: &mut Infallible,
        _: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>> {
        match *reading {}
    }

    fn take_ready(reading: &Infallible, _: &mut S) -> S {
        match *reading {}
    }
}

fn start<B>(
    body: B,
    limit: usize,
    rebuild: fn(Bytes) -> B,
) -> Result<Start<B, FormReader<B>>, FormError>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    let mut reading = FormReader::new(body, limit)?;
    // A body in memory has all its bytes at once. One that has not is asked again by the task that
    // waits for the response, so nobody need be woken here.
    if reading.is_in_memory() {
        let mut cx = Context::from_waker(Waker::noop());
        if let Poll::Ready(read) = poll(&mut reading, &mut cx, rebuild) {
            return read.map(Start::Read);
        }
    }
    Ok(Start::Reading(reading))
}

fn poll<B>(
    reading: &mut FormReader<B>,
    cx: &mut Context<'_>,
    rebuild: fn(Bytes) -> B,
) -> Poll<Result<Form<B>, FormError>>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    reading.poll(cx).map_ok(|bytes| Form::Read(bytes, rebuild))
}

/// The service that was made ready is the one to be called: a clone of it has not been, and may
/// never be while the original holds what it waits for.
fn take_ready<S: Clone>(service: &mut S) -> S {
    let clone = service.clone();
    std::mem::replace(service, clone)
}
